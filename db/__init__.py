"""The durable tables between the programs; `apply` is the only writer of case state. Imports cases."""
