package schema

// Limits of values (RFC 7643 sets none).
const (
	maxLength = 1024 // characters of a text
	maxBinary = 8192 // characters of a base64 value: certificates are longer than texts
	maxItems  = 100  // values of a multi-valued attribute
)

// trait is a characteristic that differs from the defaults of RFC 7643 section 2.2.
type trait uint16

const (
	multi trait = 1 << iota
	required
	exact // caseExact
	unique
	readOnly
	immutable
	writeOnly
	never // returned
	always
)

// row is one line of a schema table: an attribute with what differs from the defaults.
type row struct {
	name      string
	kind      Type
	traits    trait
	canonical []string
	refers    []string
	length    int
	items     int
	text      string
	sub       []row
}

// attributes turns a table into attributes.
func attributes(table []row) []*Attribute {
	list := make([]*Attribute, len(table))
	for i, r := range table {
		list[i] = r.attribute()
	}
	return list
}

func (r row) attribute() *Attribute {
	return &Attribute{
		Name:        r.name,
		Type:        r.kind,
		Multi:       r.has(multi),
		Description: r.text,
		Required:    r.has(required),
		CaseExact:   r.has(exact) || r.kind == Reference || r.kind == Binary, // RFC 7643 sections 2.3.6 and 2.3.7
		Mutability:  r.mutability(),
		Returned:    r.returned(),
		Uniqueness:  r.uniqueness(),
		Canonical:   r.canonical,
		References:  r.refers,
		Sub:         attributes(r.sub),
		MaxLength:   r.maxLength(),
		MaxItems:    r.maxItems(),
	}
}

func (r row) has(t trait) bool { return r.traits&t != 0 }

func (r row) mutability() Mutability {
	switch {
	case r.has(readOnly):
		return ReadOnly
	case r.has(immutable):
		return Immutable
	case r.has(writeOnly):
		return WriteOnly
	default:
		return ReadWrite
	}
}

func (r row) returned() Returned {
	switch {
	case r.has(never):
		return Never
	case r.has(always):
		return Always
	default:
		return Default
	}
}

func (r row) uniqueness() string {
	if r.has(unique) {
		return "server"
	}
	return "none"
}

func (r row) maxLength() int {
	switch {
	case r.length > 0:
		return r.length
	case r.kind == Binary:
		return maxBinary
	default:
		return maxLength
	}
}

func (r row) maxItems() int {
	if r.items > 0 {
		return r.items
	}
	return maxItems
}
