"""Mail that machines wrote: reports, absences, checks. Of reading: parsed, phrases, mime."""
