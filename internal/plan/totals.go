package plan

// Totals is what a change would make of a whole population, in numbers. The zero Totals is nobody.
type Totals struct {
	Users      int `json:"users"`      // looked at
	InUse      int `json:"inUse"`      // whose account is in use today: active or invited
	Changed    int `json:"changed"`    // for whom anything differs
	Gaining    int `json:"gaining"`    // who get a product
	Losing     int `json:"losing"`     // who lose one
	Everything int `json:"everything"` // who lose everything: suspended, or left without any product
	Suspended  int `json:"suspended"`
	Restored   int `json:"restored"`
	New        int `json:"new"` // who had no account user
	Admins     int `json:"admins"`
	AdminsMade int `json:"adminsMade"`
	AdminsGone int `json:"adminsGone"`
	Mails      int `json:"mails"` // welcome mails that would go out
	Failing    int `json:"failing"`

	Products map[string]ProductTotals `json:"products,omitempty"` // by key
}

// ProductTotals is the same for one product. Waiting counts people in line.
type ProductTotals struct {
	Holders    int `json:"holders"` // today
	WasWaiting int `json:"wasWaiting"`
	Lost       int `json:"lost"`
	Gained     int `json:"gained"`
	Waiting    int `json:"waiting"` // afterwards
}

// Add counts one person: the outcome of today, and the settled difference.
func (t *Totals) Add(before *Outcome, d Difference) {
	t.AddToday(before)
	t.AddChange(d)
}

// Today is what of t speaks of today, without any change.
func (t *Totals) Today() Totals {
	today := Totals{Users: t.Users, InUse: t.InUse, Admins: t.Admins}
	for key, n := range t.Products {
		today.product(key, func(of *ProductTotals) { of.Holders, of.WasWaiting = n.Holders, n.WasWaiting })
	}
	return today
}

// AddChange counts what a settled difference changes, without the person of today.
func (t *Totals) AddChange(d Difference) {
	t.Changed += count(!d.IsZero())
	t.Gaining += count(d.Is(Gains))
	t.Losing += count(d.Is(Loses))
	t.Everything += count(d.Is(LosesAll))
	t.Suspended += count(d.Is(IsSuspended))
	t.Restored += count(d.Is(IsRestored))
	t.New += count(d.Is(IsNew))
	t.Mails += count(d.Is(IsWrittenTo))
	t.Failing += count(d.Is(FailsNow))
	for _, s := range d.Slots {
		t.AdminsMade += count(s.Admin == AdminMade)
		t.AdminsGone += count(s.Admin == AdminUnmade)
	}
	for _, p := range d.Products {
		t.product(p.Key, func(n *ProductTotals) {
			n.Lost += count(p.Lost())
			n.Gained += count(p.Gained())
			n.Waiting += count(p.Will == Waiting)
		})
	}
}

// AddToday counts a person as they are today (nil: no account user).
func (t *Totals) AddToday(before *Outcome) {
	t.Users++
	t.InUse += count(inUse(stateOf(before)))
	t.Admins += count(before.IsAdmin())
	for _, p := range orNobody(before).Products {
		t.product(p.Key, func(n *ProductTotals) {
			n.Holders += count(p.State == Granted)
			n.WasWaiting += count(p.State == Waiting)
		})
	}
}

func (t *Totals) product(key string, change func(*ProductTotals)) {
	if t.Products == nil {
		t.Products = map[string]ProductTotals{}
	}
	n := t.Products[key]
	change(&n)
	t.Products[key] = n
}

// Merge adds the totals of other people.
func (t *Totals) Merge(o Totals) {
	t.Users += o.Users
	t.InUse += o.InUse
	t.Changed += o.Changed
	t.Gaining += o.Gaining
	t.Losing += o.Losing
	t.Everything += o.Everything
	t.Suspended += o.Suspended
	t.Restored += o.Restored
	t.New += o.New
	t.Admins += o.Admins
	t.AdminsMade += o.AdminsMade
	t.AdminsGone += o.AdminsGone
	t.Mails += o.Mails
	t.Failing += o.Failing
	for key, n := range o.Products {
		t.product(key, func(sum *ProductTotals) {
			sum.Holders += n.Holders
			sum.WasWaiting += n.WasWaiting
			sum.Lost += n.Lost
			sum.Gained += n.Gained
			sum.Waiting += n.Waiting
		})
	}
}

// Negative are the totals that take t away when they are merged.
func (t Totals) Negative() Totals {
	n := Totals{
		Users: -t.Users, InUse: -t.InUse, Changed: -t.Changed, Gaining: -t.Gaining, Losing: -t.Losing, Everything: -t.Everything, Suspended: -t.Suspended,
		Restored: -t.Restored, New: -t.New, Admins: -t.Admins, AdminsMade: -t.AdminsMade, AdminsGone: -t.AdminsGone, Mails: -t.Mails, Failing: -t.Failing,
	}
	for key, p := range t.Products {
		n.product(key, func(of *ProductTotals) {
			*of = ProductTotals{Holders: -p.Holders, WasWaiting: -p.WasWaiting, Lost: -p.Lost, Gained: -p.Gained, Waiting: -p.Waiting}
		})
	}
	return n
}

func inUse(s State) bool { return s == Active || s == Invited }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
