// Everything here only adds: each page works without it.
import "./keys.js";
import "./live.js";
import "./search.js";
import "./theme.js";
import "./tips.js";
