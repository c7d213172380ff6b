package notice_test

import (
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/notice"
)

func isAddress(text string) bool { return strings.Count(text, "@") == 1 }

func isEnglish(text string) bool { return text == "en" }

func TestSettingsThatAreNotAcceptable(t *testing.T) {
	many := strings.Split("a@b,b@b,c@b,d@b,e@b,f@b,g@b,h@b,i@b,j@b,k@b", ",")
	tests := []struct {
		name  string
		edit  func(s *notice.Settings)
		paths string
	}{
		{"as they are by default", func(*notice.Settings) {}, ""},
		{"two addresses in English", func(s *notice.Settings) { s.Addresses, s.Language = []string{"a@b", "c@d"}, "en" }, ""},
		{"too many", func(s *notice.Settings) { s.Addresses = many }, "notices.addresses"},
		{"not an address", func(s *notice.Settings) { s.Addresses = []string{"a@b", "who"} }, "notices.addresses[1]"},
		{"the same twice", func(s *notice.Settings) { s.Addresses = []string{"a@b", "A@B"} }, "notices.addresses[1]"},
		{"a language that nobody speaks", func(s *notice.Settings) { s.Language = "tlh" }, "notices.language"},
		{"too many seats", func(s *notice.Settings) { s.SeatsPercent = 51 }, "notices.seatsLow.percent"},
		{"fewer than no seats", func(s *notice.Settings) { s.SeatsPercent = -1 }, "notices.seatsLow.percent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, bad := notice.Defaults(), fault.New(fault.Invalid, "invalid_value", "")
			tt.edit(&s)
			s.Check(bad, isAddress, isEnglish)
			var paths []string
			for _, f := range bad.Fields {
				paths = append(paths, f.Path)
			}
			if got := strings.Join(paths, " "); got != tt.paths {
				t.Errorf("at fault: %q, want %q", got, tt.paths)
			}
		})
	}
}

func TestWhatSomebodyIsToldOf(t *testing.T) {
	kinds := []notice.Kind{notice.RunHeld, notice.RunFailed, notice.TokenExpiring, notice.SecretExpiring, notice.SeatsLow}
	s := notice.Defaults()
	for _, k := range kinds {
		if s.Wants(k) {
			t.Errorf("%s is for nobody", k)
		}
	}
	s.Addresses = []string{"a@b"}
	for _, k := range kinds {
		if !s.Wants(k) {
			t.Errorf("%s is on by default", k)
		}
	}
	s.TokenExpiring = false
	if s.Wants(notice.TokenExpiring) || s.Wants(notice.SecretExpiring) || !s.Wants(notice.SeatsLow) || s.Wants("other") {
		t.Error("one switch is for tokens and secrets, and for nothing else")
	}
}

func TestHowTheSeatsOfAProductStand(t *testing.T) {
	tests := []struct {
		percent     int
		was         string
		seats, free int64
		want        string
	}{
		{10, "", 100, 11, ""},
		{10, "", 100, 10, "some"},
		{10, "some", 100, 11, "some"},
		{10, "some", 100, 20, "some"},
		{10, "some", 100, 21, ""},
		{10, "", 100, 0, "none"},
		{10, "some", 100, 0, "none"},
		{10, "some", 100, -3, "none"},
		{10, "none", 100, 1, "none"},
		{10, "none", 100, 21, ""},
		{10, "", 5, 1, ""},
		{10, "none", 5, 1, "none"},
		{10, "none", 5, 2, ""},
		{0, "", 100, 1, ""},
		{0, "", 100, 0, "none"},
		{0, "none", 100, 10, "none"},
		{0, "none", 100, 11, ""},
		{50, "", 2, 1, "some"},
		{10, "", 0, 0, ""},
		{10, "none", 0, 0, ""},
	}
	for _, tt := range tests {
		s := notice.Settings{SeatsPercent: tt.percent}
		if got := s.Seats(tt.was, tt.seats, tt.free); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
