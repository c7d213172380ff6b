package web

import "time"

// Attempt is one try at a request that carries an Idempotency-Key. A sender who does not know what became of a request sends it again under the same
// key; what is kept of the first attempt decides whether the second one does anything.
type Attempt struct {
	Credential string    // whose key it is: the public id of the credential. Senders do not share keys
	Key        string    // as the sender chose it: 1 to 200 printable characters
	ID         string    // of this attempt
	Print      [32]byte  // tells requests apart: SHA-256 of method, path and body
	Begun      time.Time // in milliseconds
	Expires    time.Time // in seconds: after that the key is as good as new
	Done       bool      // false while it is at work, or broke off without anybody knowing where
	Answer     *Answer   // nil while not done, and when it is not kept
}

// Answer is what is kept of the answer to an attempt.
type Answer struct {
	Status      int
	Location    string
	ETag        string
	ContentType string
	Body        []byte
}
