package web_test

import (
	"net/http"
	"testing"

	"usersync/internal/web"
)

func TestSendersAreToldApart(t *testing.T) {
	for from, want := range map[string]string{
		"203.0.113.7:1": "203.0.113.7", "[::ffff:203.0.113.7]:1": "203.0.113.7", "[2001:db8:1:2:3::4]:1": "2001:db8:1:2::/64", "[fe80::1%eth0]:1": "fe80::/64", "": "", "pipe": "",
	} {
		if got := web.Sender(&http.Request{RemoteAddr: from}); got != want {
			t.Errorf("%s is %q, want %q", from, got, want)
		}
	}
}
