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
	t.Users++
	t.addToday(before)
	t.addStates(d)
	t.addProducts(d)
	for _, s := range d.Slots {
		t.AdminsMade += count(s.Admin == AdminMade)
		t.AdminsGone += count(s.Admin == AdminUnmade)
	}
	t.Mails += count(d.Mail != nil && d.Mail.Reason == "")
	t.Failing += count(len(d.Raised) > 0)
	t.Changed += count(!d.IsZero())
}

func (t *Totals) addToday(before *Outcome) {
	t.InUse += count(inUse(stateOf(before)))
	t.Admins += count(before.IsAdmin())
	for _, p := range orNobody(before).Products {
		t.product(p.Key, func(n *ProductTotals) {
			n.Holders += count(p.State == Granted)
			n.WasWaiting += count(p.State == Waiting)
		})
	}
}

func (t *Totals) addStates(d Difference) {
	suspended := inUse(d.Was) && d.Will == Suspended
	t.Suspended += count(suspended)
	t.Restored += count(d.Was == Suspended && inUse(d.Will))
	t.New += count(d.Was == Nothing && d.Will != Nothing)
	t.Everything += count(suspended || d.losesAny() && !d.holds())
}

func (d Difference) losesAny() bool {
	for _, p := range d.Products {
		if p.Lost() {
			return true
		}
	}
	return false
}

func (t *Totals) addProducts(d Difference) {
	lost, gained := false, false
	for _, p := range d.Products {
		lost, gained = lost || p.Lost(), gained || p.Gained()
		t.product(p.Key, func(n *ProductTotals) {
			n.Lost += count(p.Lost())
			n.Gained += count(p.Gained())
			n.Waiting += count(p.Will == Waiting)
		})
	}
	t.Losing += count(lost)
	t.Gaining += count(gained)
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

func inUse(s State) bool { return s == Active || s == Invited }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
