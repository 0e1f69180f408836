"""A year of the service in minutes: the real one, with a clock that is moved. Of concierge: config, service.

`scenario` says, from a seed, who asks what and when; `people` are those who write and answer; `post` is
the mail between them and the service, in memory; `checks` looks at every round; `play` brings all together.
"""
