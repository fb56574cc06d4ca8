"""Reserved for the contract kit, which will judge a client of the gateway: this release has nothing here to import."""
