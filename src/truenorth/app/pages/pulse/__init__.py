"""Area pulse: whether an open page still shows the newest."""
