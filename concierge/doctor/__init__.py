"""What works, what does not, what to do. Of concierge: catalogue, opened; imports db, intake, mailer."""
