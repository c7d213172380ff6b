package scim

// Decode reads a JSON object from an untrusted body: depth at most 20, at most 2,000 members, arrays of at most 15,000 elements,
// no member twice (compared without case, as SCIM names are), numbers as int64 where whole, else float64, nothing behind the object. It fails with
// fault.Malformed, code invalidSyntax, and never echoes the input.
func Decode(body []byte) (map[string]any, error) { panic("pending") }
