"""How the application is set up: settings, addresses, the server's and the workers' entry."""
