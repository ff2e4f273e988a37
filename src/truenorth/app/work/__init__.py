"""What people add to the numbers: typed values, check-ins, annotations, comments."""
