package adminapi

import "usersync/internal/notice"

// NoticesBody is what admins are told by mail, as it is written: what is absent stays.
type NoticesBody struct {
	Addresses     *[]string     `json:"addresses,omitempty" doc:"Whom to write to, at most 10; none: nobody."`
	Language      *string       `json:"language,omitempty" doc:"Of these mails. Empty: the account's."`
	RunHeld       *bool         `json:"runHeld,omitempty" doc:"When the guard stops something until somebody decides."`
	RunFailed     *bool         `json:"runFailed,omitempty" doc:"When a sync or a publication ends and somebody could not be brought up to date."`
	TokenExpiring *bool         `json:"tokenExpiring,omitempty" doc:"30, 14, 7 and 1 days before a token or a client's secret of a connection expires."`
	SeatsLow      *SeatsLowBody `json:"seatsLow,omitempty" doc:"When a product has few seats left, and when it has none."`
}

// SeatsLowBody is when seats are few, as it is written.
type SeatsLowBody struct {
	Enabled *bool `json:"enabled,omitempty"`
	Percent *int  `json:"percent,omitempty" doc:"At most so many of a hundred seats are few, 0 to 50. 0: only when there are none."`
}

// NoticesView is what admins are told by mail, as it is read.
type NoticesView struct {
	Addresses     []string     `json:"addresses" nullable:"false"`
	Language      string       `json:"language" doc:"Empty: the account's."`
	RunHeld       bool         `json:"runHeld"`
	RunFailed     bool         `json:"runFailed"`
	TokenExpiring bool         `json:"tokenExpiring"`
	SeatsLow      SeatsLowView `json:"seatsLow"`
}

// SeatsLowView is when seats are few, as it is read.
type SeatsLowView struct {
	Enabled bool `json:"enabled"`
	Percent int  `json:"percent"`
}

func noticesView(s notice.Settings) NoticesView {
	return NoticesView{
		Addresses: append([]string{}, s.Addresses...), Language: s.Language, RunHeld: s.RunHeld, RunFailed: s.RunFailed, TokenExpiring: s.TokenExpiring,
		SeatsLow: SeatsLowView{Enabled: s.SeatsLow, Percent: s.SeatsPercent},
	}
}

// over puts what the body says over stored settings; nil changes nothing.
func (b *NoticesBody) over(s *notice.Settings) {
	if b == nil {
		return
	}
	over(&s.Addresses, b.Addresses)
	over(&s.Language, b.Language)
	over(&s.RunHeld, b.RunHeld)
	over(&s.RunFailed, b.RunFailed)
	over(&s.TokenExpiring, b.TokenExpiring)
	if b.SeatsLow != nil {
		over(&s.SeatsLow, b.SeatsLow.Enabled)
		over(&s.SeatsPercent, b.SeatsLow.Percent)
	}
}

func over[V any](to *V, value *V) {
	if value != nil {
		*to = *value
	}
}
