package plan

import "slices"

// Kind is a sort of difference; a person's may be of several.
type Kind string

// The kinds of differences. Any is every difference.
const (
	Any          Kind = ""
	Gains        Kind = "gaining"    // a product
	Loses        Kind = "losing"     // a product
	LosesAll     Kind = "everything" // is suspended, or left without any product
	IsSuspended  Kind = "suspended"
	IsRestored   Kind = "restored"
	IsNew        Kind = "new"     // had no account user
	Waits        Kind = "waiting" // for a seat
	AdminChanges Kind = "admins"  // becomes admin, or ceases to be
	IsWrittenTo  Kind = "mails"
	FailsNow     Kind = "failing" // has a failure that is new
)

// Is reports whether a settled difference is of a kind.
func (d Difference) Is(k Kind) bool {
	switch k {
	case Gains:
		return slices.ContainsFunc(d.Products, ProductChange.Gained)
	case Loses:
		return slices.ContainsFunc(d.Products, ProductChange.Lost)
	case LosesAll:
		return d.Is(IsSuspended) || d.Is(Loses) && !d.holds()
	case IsSuspended:
		return inUse(d.Was) && d.Will == Suspended
	case IsRestored:
		return d.Was == Suspended && inUse(d.Will)
	case IsNew:
		return d.Was == Nothing && d.Will != Nothing
	case Waits:
		return slices.ContainsFunc(d.Products, func(p ProductChange) bool { return p.Will == Waiting })
	case AdminChanges:
		return slices.ContainsFunc(d.Slots, func(s SlotChange) bool { return s.Admin != "" })
	case IsWrittenTo:
		return d.Mail != nil && d.Mail.Reason == ""
	case FailsNow:
		return len(d.Raised) > 0
	default:
		return k == Any
	}
}

// Touches reports whether the person's hold on a product changes.
func (d Difference) Touches(product string) bool {
	return slices.ContainsFunc(d.Products, func(p ProductChange) bool { return p.Key == product && p.Changes() })
}

// DecidedBy reports whether a rule decides any of the changes.
func (d Difference) DecidedBy(rule string) bool {
	return slices.ContainsFunc(d.Products, func(p ProductChange) bool { return p.Rule == rule && p.Changes() }) ||
		slices.ContainsFunc(d.Slots, func(s SlotChange) bool { return s.Rule == rule })
}
