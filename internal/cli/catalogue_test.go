package cli_test

import (
	"strings"
	"testing"
)

func TestProductsAreMadeAndChanged(t *testing.T) {
	w := newWorld(t)
	w.ok("products", "create", "desk", "--name", "Service desk", "--seats", "20", "--plan", "basic,pro", "--requires", "connect", "--excludes", "webinar")
	w.ok("products", "create", "fax")
	w.ok("products", "update", "desk", "--seats", "80", "--plan", "pro", "--clear", "excludes")
	w.ok("products", "update", "desk", "--clear", "seats,requires", "--output", "json")
	w.ends(64, []string{"--name", "--clear"}, "products", "update", "desk")
	w.ends(64, []string{"seats"}, "products", "update", "desk", "--seats", "3", "--clear", "seats")
	w.ends(1, []string{"product_not_found"}, "products", "update", "nothing", "--seats", "3")
	w.ends(1, []string{"seats"}, "products", "update", "desk", "--seats=-3")
	w.ends(1, nil, "products", "delete", "meeting") // rules give it
	w.ok("products", "delete", "desk")
	w.ok("products", "list")
	w.told()
}

func TestConnectionsAreMadeAndChanged(t *testing.T) {
	w := newWorld(t)
	w.ok("connections", "create", "Entra ID", "--kind", "entra", "--set", "onDelete=deactivate", "--set", "requestsPerSecond=200")
	w.ends(1, []string{"No token", "usersync tokens create"}, "tokens", "rotate", "Entra ID")
	w.ok("tokens", "create", "Entra ID", "--name", "provisioning")
	w.ok("tokens", "rotate", "Entra ID", "--days", "90")
	w.ends(1, nil, "tokens", "rotate", "Entra ID") // two live
	w.ok("tokens", "list", "Entra ID")
	w.ends(64, []string{"Name one"}, "tokens", "rotate") // there are two connections
	w.ok("connections", "update", "Entra ID", "--name", "Entra", "--state", "paused", "--set", "uniqueGroupNames=false")
	w.ends(64, []string{"--set"}, "connections", "update", "Entra")
	w.ends(1, []string{"inspector"}, "connections", "update", "Entra", "--set", "inspector=some")
	w.ends(64, []string{"connections"}, "connections", "delete", "")
	w.ends(1, []string{"no connection"}, "connections", "delete", "nobody")
	w.ends(1, nil, "connections", "delete", "Identity provider") // it owns people
	w.ok("connections", "delete", "entra")
	w.ok("connections")
	w.told()
}

// TestARotatedTokenIsShownOnceAndTheOldOneNamed: what programs read is the new token; what to do next is for people.
func TestARotatedTokenIsShownOnceAndTheOldOneNamed(t *testing.T) {
	w := newWorld(t)
	out := w.ok("tokens", "rotate", "--output", "json")
	if !strings.Contains(out, `"token"`) || strings.Contains(out, "revoke") || !strings.Contains(w.lastErr, "usersync tokens revoke") {
		t.Errorf("%s, and %s", out, w.lastErr)
	}
}
