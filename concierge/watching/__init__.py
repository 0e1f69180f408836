"""Who watches the service at night: what does not work is told by another route, figures are given to whoever
asks, and a supervisor hears that the threads make progress. May import config, and what stands beside it.
"""
