"""The report as one file for a browser and for paper. May import what `concierge` may."""
