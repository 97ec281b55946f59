"""Living with a plan: what changed, who approved it, what is booked, and where the campaign stands."""
