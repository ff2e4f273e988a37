"""Views for a person: pass the door, ask a room's `read`, render."""
