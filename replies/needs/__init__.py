"""What a worker says of need, time, budget, deadline, preference. Pure; imports cases only."""
