// Proofs are checked in the page, by the browser and not by the server.
