package localcloud_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"usersync/internal/access"
	"usersync/internal/apptest"
	"usersync/internal/localcloud"
)

// TestTheOperatorMakesTheFirstAccountOfANewDeployment goes the way of docs/deploy.md: a key that only its maker knows, its hash as the stack's parameter, and one request.
func TestTheOperatorMakesTheFirstAccountOfANewDeployment(t *testing.T) {
	_, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := localcloud.Start(t, localcloud.Options{
		Source: load(t), Folder: built,
		Parameters: map[string]string{"MailFrom": "welcome@example.com", "LogLevel": "WARN", "OperatorKeyHash": hex.EncodeToString(hash[:])},
	})
	if err != nil {
		t.Fatal(err)
	}
	operator := &apptest.Client{T: t, Base: c.URL("AdminApi") + "/api/v1", Key: secret.Reveal(), Media: "application/json"}
	company := map[string]any{"name": "My company"}
	made := operator.Want(http.StatusCreated, http.MethodPost, "/accounts", company, "Idempotency-Key", "first").Body
	operator.Want(http.StatusConflict, http.MethodPost, "/accounts", company, "Idempotency-Key", "first")
	if all := operator.All("/accounts"); len(all) != 1 || all[0]["id"] != made["id"] {
		t.Errorf("accounts %v", all)
	}
	s := &server{c, t, made["scimToken"].(string), made["adminKey"].(string)}
	s.SCIM().Want(http.StatusCreated, http.MethodPost, "/Users", map[string]any{"userName": "ann@example.com", "active": true})
	plan := s.Admin().Want(http.StatusAccepted, http.MethodPost, "/plans", map[string]any{"change": map[string]any{"syncOn": true}}).Body["id"]
	soon(t, "the plan to switch syncing on", func() bool {
		return s.Admin().Want(http.StatusOK, http.MethodGet, fmt.Sprint("/plans/", plan), nil).Body["state"] == "ready"
	})
	s.Admin().Want(http.StatusOK, http.MethodPatch, "/sync", map[string]any{"enabled": true, "planId": plan})
	s.Admin().Want(http.StatusForbidden, http.MethodPost, "/accounts", company)
	for _, refused := range c.Refused() {
		t.Errorf("a right is missing in the template: %s", refused)
	}
}
