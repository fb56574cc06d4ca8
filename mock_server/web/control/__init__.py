"""The control API: see and turn everything a test may want to, as JSON under `/_control`."""
