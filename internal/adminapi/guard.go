package adminapi

import "usersync/internal/guard"

// GuardBody is thresholds of the guard as they are written: what is absent stays.
type GuardBody struct {
	Everything *LimitBody `json:"everything,omitempty" doc:"Users who lose everything, of those in use."`
	Product    *LimitBody `json:"product,omitempty" doc:"Users who lose one product, of its holders."`
	Hourly     *LimitBody `json:"hourly,omitempty" doc:"Users from whom one connection takes something within an hour, of those in use. Its min is 20 to 1,000: somebody who leaves must lose access at once."`
	Group      *int       `json:"group,omitempty" doc:"A directory group of at least so many members that goes empty or away while rules use it. 0: never."`
	Mails      *int       `json:"mails,omitempty" doc:"Welcome mails."`
	Wait       *bool      `json:"wait,omitempty" doc:"Whether all of a held change waits for its approval. Otherwise what it gives goes on, and only what it takes waits."`
	Days       *int       `json:"days,omitempty" doc:"How many days a hold stays open that nobody decides on, 1 to 90."`
}

// LimitBody is a threshold as it is written.
type LimitBody struct {
	Min     *int `json:"min,omitempty" doc:"At least so many may be concerned, 0 to 1,000."`
	Percent *int `json:"percent,omitempty" doc:"Or so many of a hundred, 0 to 50. In accounts of 4 to 20 users never more than half."`
}

// GuardView is thresholds of the guard as they are read.
type GuardView struct {
	Everything LimitView `json:"everything"`
	Product    LimitView `json:"product"`
	Hourly     LimitView `json:"hourly"`
	Group      int       `json:"group"`
	Mails      int       `json:"mails"`
	Wait       bool      `json:"wait"`
	Days       int       `json:"days"`
}

// LimitView is a threshold as it is read.
type LimitView struct {
	Min     int `json:"min"`
	Percent int `json:"percent"`
}

func guardView(s guard.Settings) GuardView {
	return GuardView{Everything: LimitView(s.Everything), Product: LimitView(s.Product), Hourly: LimitView(s.Hourly), Group: s.Group, Mails: s.Mails, Wait: s.Wait, Days: int(s.HoldLife().Hours() / 24)}
}

// over puts what the body says over stored thresholds; nil changes nothing.
func (b *GuardBody) over(s *guard.Settings) {
	if b == nil {
		return
	}
	b.Everything.over(&s.Everything)
	b.Product.over(&s.Product)
	b.Hourly.over(&s.Hourly)
	over(&s.Group, b.Group)
	over(&s.Mails, b.Mails)
	over(&s.Wait, b.Wait)
	if b.Days != nil {
		s.Days = daysOrNever(*b.Days)
	}
}

// daysOrNever has 0 days refused: stored it means that nothing is set.
func daysOrNever(days int) int {
	if days == 0 {
		return -1
	}
	return days
}

func (b *LimitBody) over(l *guard.Limit) {
	if b == nil {
		return
	}
	if b.Min != nil {
		l.Min = *b.Min
	}
	if b.Percent != nil {
		l.Percent = *b.Percent
	}
}
