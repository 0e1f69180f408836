"""Options as people write them: cells of a catalogue, kinds and levels, links in a text. Pure."""
