package guard

import "usersync/internal/fault"

// maxMin bounds the absolute part of a limit, so that a typing error does not switch the guard off.
const maxMin = 1000

// Check names each threshold that is not acceptable in bad.
func (s Settings) Check(bad *fault.Error) {
	s.Everything.check(bad, "guard.everything")
	s.Product.check(bad, "guard.product")
	s.Hourly.check(bad, "guard.hourly")
	if s.Hourly.Min < 20 {
		bad.At("guard.hourly.min", "Must be at least 20: somebody who leaves must lose access at once.")
	}
	if s.Group < 0 {
		bad.At("guard.group", "Must not be negative.")
	}
	if s.Days < 0 || s.Days > MaxDays {
		bad.At("guard.days", "Must be between 1 and 90.")
	}
	if s.Mails < 0 {
		bad.At("guard.mails", "Must not be negative.")
	}
}

func (l Limit) check(bad *fault.Error, path string) {
	if l.Min < 0 || l.Min > maxMin {
		bad.At(path+".min", "Must be between 0 and 1000.")
	}
	if l.Percent < 0 || l.Percent > MaxPercent {
		bad.At(path+".percent", "Must be between 0 and 50: the guard cannot be opened for more than half.")
	}
}
