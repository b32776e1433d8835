"""Looking at the target: what each window shows, as observations. Who looks does not judge."""
