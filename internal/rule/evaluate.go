package rule

// Set is a compiled policy. It is immutable and safe for concurrent use.
type Set struct{ _ struct{} }

// Compile prepares a policy for evaluation. It never fails: a rule that cannot be compiled is reported in
// each decision's Problems and skipped.
func Compile(p *Policy) *Set { panic("pending") }

// Policy is the snapshot that s was compiled from; it must not be changed.
func (s *Set) Policy() *Policy { panic("pending") }

// Evaluate works out one user's decision. It is total, deterministic and independent of the order of Groups and Grants.
func (s *Set) Evaluate(in Input) Decision { panic("pending") }

// Privileges is the closed list of what a manager can be given.
func Privileges() []string { panic("pending") }

// Check finds what is wrong with a rule as a person entered it, given the rest of the policy: unknown product or plan,
// role not assignable, unknown template, user group or language, bad condition, over a limit. The error is fault.Invalid with one Field per
// fault (paths as in the admin API: "products[0].key"), or nil. Whether the directory group exists is for the caller to check.
func Check(r Rule, p *Policy) error { panic("pending") }

// CheckProduct finds what is wrong with a product: key and name, duplicate plans, negative seats, unknown or circular prerequisites, exclusion of itself or of a prerequisite.
func CheckProduct(pr Product, p *Policy) error { panic("pending") }
