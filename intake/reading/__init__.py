"""From octets to what was written, by whom, of what kind. Pure; of the house only cases."""
