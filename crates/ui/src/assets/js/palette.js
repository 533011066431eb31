// The palette: go anywhere, do anything.
