package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"usersync/internal/adminapi"
	"usersync/internal/scimapi"
)

// readyFile is what --ready-file writes. Keys are empty when they are not new.
type readyFile struct {
	URL         string `json:"url"`
	ConsoleURL  string `json:"console_url"`
	SCIMURL     string `json:"scim_url"`
	SCIMToken   string `json:"scim_token"`
	AdminURL    string `json:"admin_url"`
	AdminKey    string `json:"admin_key"`
	OperatorKey string `json:"operator_key"`
	Account     string `json:"account"`
}

// announce says to people, and to the ready file, where everything is.
func (c *serveCommand) announce(o opening) error {
	ready := readyFile{
		URL: o.URL, ConsoleURL: o.URL + adminapi.ConsoleLink(o.Code), SCIMURL: o.URL + scimapi.Base, AdminURL: o.URL + adminapi.Prefix, Account: o.Account,
		SCIMToken: o.Secrets.SCIMToken.Reveal(), AdminKey: o.Secrets.AdminKey.Reveal(), OperatorKey: o.Secrets.OperatorKey.Reveal(),
	}
	fmt.Print(ready.forPeople(o.Fresh))
	if c.ReadyFile == "" {
		return nil
	}
	return ready.write(c.ReadyFile)
}

func (r readyFile) forPeople(fresh bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nusersync %s is ready.\n\n  console         %s\n                  (signs one browser in, within an hour; usersync console makes another)\n  what is where   %s\n  SCIM 2.0        %s\n  admin API       %s   (described at %s)\n  account         %s\n", version, r.ConsoleURL, r.URL+"/", r.SCIMURL, r.AdminURL, r.URL+adminapi.DocsPath, r.Account)
	if fresh {
		fmt.Fprintf(&b, "\nNew keys, shown this once (usersync serve --new-keys replaces them):\n\n  SCIM token      %s\n  admin key       %s\n  operator key    %s\n", r.SCIMToken, r.AdminKey, r.OperatorKey)
	} else {
		b.WriteString("\nThe keys are those of the first start (--new-keys replaces them).\n")
	}
	b.WriteString("\nCtrl-C stops it; the data stays.\n\n")
	return b.String()
}

// write puts the file in its place by a rename, so that whoever waits for it never reads half of it. It holds secrets: nobody else may read it.
func (r readyFile) write(path string) error {
	body, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".ready-*")
	if err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	_, err = temporary.Write(append(body, '\n'))
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return fmt.Errorf("ready file: %w", err)
	}
	return nil
}
