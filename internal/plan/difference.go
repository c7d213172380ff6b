package plan

import (
	"time"

	"usersync/internal/rule"
)

// Difference is what a change would make of one person. It is what a plan keeps of everybody whom the change touches.
//
// Which claim on a scarce product gets a seat is known only when everybody has been looked at (Allot): until Settle, a claim
// counts as waiting.
type Difference struct {
	User        string          `json:"user"`
	UserName    string          `json:"userName"`
	DisplayName string          `json:"displayName,omitempty"`
	Was         State           `json:"was,omitempty"`
	Will        State           `json:"will,omitempty"`
	Products    []ProductChange `json:"products,omitempty"` // by key: those that change, and all for which the person waits or would wait
	Slots       []SlotChange    `json:"slots,omitempty"`    // in the order role, userGroup, settingsTemplate, language
	Mail        *Mail           `json:"mail,omitempty"`     // the welcome mail that would be decided on; nil: none
	Raised      []string        `json:"raised,omitempty"`   // failure codes that would be new, sorted; without out_of_seats
	Cleared     []string        `json:"cleared,omitempty"`  // and those that would be gone
	Keeps       int             `json:"keeps,omitempty"`    // products held before and after, beside Products
}

// ProductChange is one product of a Difference. Was and Will are "" where the person does not have it.
type ProductChange struct {
	Key      string      `json:"key"`
	Was      SeatState   `json:"was,omitempty"`
	Will     SeatState   `json:"will,omitempty"`
	WasPlan  string      `json:"wasPlan,omitempty"`
	WillPlan string      `json:"willPlan,omitempty"`
	Owner    rule.Source `json:"owner,omitempty"` // who gives it afterwards, or gave it
	Rule     string      `json:"rule,omitempty"`  // the same
	Since    time.Time   `json:"since,omitzero"`  // in line since; zero: not in line before
}

// SlotChange is one single-valued slot of a Difference, as people read it; "" is no opinion.
type SlotChange struct {
	Slot   string      `json:"slot"` // role, userGroup, settingsTemplate or language
	Was    string      `json:"was,omitempty"`
	Will   string      `json:"will,omitempty"`
	Source rule.Source `json:"source,omitempty"` // of what will hold
	Rule   string      `json:"rule,omitempty"`
	Admin  AdminChange `json:"admin,omitempty"` // slot role only
}

// AdminChange says whether somebody becomes or ceases to be an admin.
type AdminChange string

// The changes of the role admin.
const (
	AdminMade   AdminChange = "made"
	AdminUnmade AdminChange = "unmade"
)

// The names of the slots that a Difference speaks of.
const (
	slotRole     = "role"
	slotGroup    = "userGroup"
	slotOwnGroup = "group" // of a problem: the rule's own directory group
	slotSettings = "settingsTemplate"
	slotLanguage = "language"
)

// Compare lists what differs between two outcomes of one person (nil: no account user). since says since when the person waits for a product.
func Compare(user string, before, after *Outcome, since map[string]time.Time) Difference {
	d := Difference{User: user, Was: stateOf(before), Will: stateOf(after)}
	was, will := orNobody(before), orNobody(after)
	d.UserName, d.DisplayName = will.UserName, will.DisplayName
	if after == nil {
		d.UserName, d.DisplayName = was.UserName, was.DisplayName
	}
	d.compareProducts(was.Products, will.Products, since)
	d.compareSlots(was, will)
	d.Raised, d.Cleared = problemsBetween(was.Problems, will.Problems)
	return d
}

func orNobody(o *Outcome) *Outcome {
	if o == nil {
		return &Outcome{}
	}
	return o
}

// IsZero reports whether nothing changes. Whoever only waits, before as after, is not changed.
func (d Difference) IsZero() bool {
	for _, p := range d.Products {
		if p.Changes() {
			return false
		}
	}
	return d.Was == d.Will && len(d.Slots) == 0 && d.Mail == nil && len(d.Raised) == 0 && len(d.Cleared) == 0
}

// Changes reports whether the person's hold on the product, or its plan, is another afterwards.
func (p ProductChange) Changes() bool { return p.Was != p.Will || p.WasPlan != p.WillPlan }

// Lost reports whether the person had a seat and has none afterwards.
func (p ProductChange) Lost() bool { return p.Was == Granted && p.Will != Granted }

// Gained is the contrary of Lost.
func (p ProductChange) Gained() bool { return p.Was != Granted && p.Will == Granted }

func (d *Difference) compareProducts(was, will []Product, since map[string]time.Time) {
	for len(was) > 0 || len(will) > 0 {
		var before, after Product
		switch {
		case len(will) == 0 || len(was) > 0 && was[0].Key < will[0].Key:
			before, was = was[0], was[1:]
		case len(was) == 0 || will[0].Key < was[0].Key:
			after, will = will[0], will[1:]
		default:
			before, after, was, will = was[0], will[0], was[1:], will[1:]
		}
		d.addProduct(before, after, since)
	}
}

func (d *Difference) addProduct(before, after Product, since map[string]time.Time) {
	named := after
	if named.Key == "" {
		named = before
	}
	change := ProductChange{
		Key: named.Key, Was: before.State, Will: after.State, WasPlan: before.Plan, WillPlan: after.Plan, Owner: named.Owner, Rule: named.Rule,
	}
	if before.State == Waiting {
		change.Since = since[named.Key]
	}
	if before.State == Granted && after.State == Granted {
		d.Keeps++
	}
	if change.Changes() || change.Will == Waiting {
		d.Products = append(d.Products, change)
	}
}

func (d *Difference) compareSlots(was, will *Outcome) {
	wasRole, willRole := roleText(was), roleText(will)
	if wasRole != willRole {
		d.Slots = append(d.Slots, SlotChange{
			Slot: slotRole, Was: wasRole, Will: willRole, Source: will.Role.Source, Rule: will.Role.Rule, Admin: adminChange(was, will),
		})
	}
	compareSlot(d, slotGroup, was.UserGroup, will.UserGroup)
	compareSlot(d, slotSettings, was.Settings, will.Settings)
	compareSlot(d, slotLanguage, was.Language, will.Language)
}

func compareSlot[V ~string](d *Difference, slot string, was, will Assigned[V]) {
	if was.Value != will.Value {
		d.Slots = append(d.Slots, SlotChange{Slot: slot, Was: string(was.Value), Will: string(will.Value), Source: will.Source, Rule: will.Rule})
	}
}

// roleText is the role in one line; "" for somebody who has none.
func roleText(o *Outcome) string {
	if o.Role.Value.Kind == "" {
		return ""
	}
	return o.Role.Value.String()
}

// IsAdmin reports whether the person has the role admin in an account that is in use.
func (o *Outcome) IsAdmin() bool {
	return o != nil && (o.State == Active || o.State == Invited) && o.Role.Value.Kind == rule.Admin
}

func adminChange(was, will *Outcome) AdminChange {
	switch before, after := was.IsAdmin(), will.IsAdmin(); {
	case before && !after:
		return AdminUnmade
	case after && !before:
		return AdminMade
	default:
		return ""
	}
}
