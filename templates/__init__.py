"""The texts that go out, in English and Dutch, and the one way to render them. Imports cases."""
