"""The command line of Daifukucho, for whoever runs a deployment."""
