package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// operatorKind is what the key of an operator begins with.
const operatorKind = "opr"

// loginCommand is `usersync login`.
type loginCommand struct {
	Flags

	Unchecked bool `help:"Do not ask the deployment whether the key is good, such as for the operator's key."`
}

// Help has the examples.
func (loginCommand) Help() string {
	return `Asks for the key, or reads it from --key-file, and writes both to profiles.yaml in the folder of the configuration, which nobody else may read.

    usersync login --url https://sync.example.com
    usersync login --url https://test.example.com --profile test --key-file key.txt
    usersync users --profile test`
}

// Run keeps a profile.
func (c *loginCommand) Run(ctx context.Context, t *Terminal) error {
	if t.Folder == "" {
		return usage("There is no place to keep profiles: neither XDG_CONFIG_HOME nor HOME is set.")
	}
	url, err := client.Root(or(c.URL, t.Getenv("USERSYNC_URL")))
	if err != nil {
		return err
	}
	key, err := c.askKey(t)
	if err != nil {
		return err
	}
	s, err := c.session(t, target{url, key})
	if err != nil {
		return err
	}
	account, err := c.check(ctx, s)
	if err != nil {
		return err
	}
	name := or(c.Profile, defaultProfile)
	all, err := readProfiles(t.Folder)
	if err != nil {
		return err
	}
	all[name] = profile{URL: url, Key: strings.TrimSpace(key)}
	if err := writeProfiles(t.Folder, all); err != nil {
		return err
	}
	return s.show(printer.Document{Parts: []printer.Part{printer.Facts{
		{Name: "profile", Value: name}, {Name: "address", Value: url}, {Name: "account", Value: account}, {Name: "kept in", Value: profilesPath(t.Folder)},
	}}})
}

func (c *loginCommand) askKey(t *Terminal) (string, error) {
	key, err := c.ownKey(t)
	if key != "" || err != nil {
		return key, err
	}
	_, _ = fmt.Fprint(t.Err, "Key (it is not shown): ")
	if t.Hidden == nil {
		return readKey(t.In)
	}
	key, err = t.Hidden()
	_, _ = fmt.Fprintln(t.Err)
	if err == nil && strings.TrimSpace(key) == "" {
		err = usage("The key is empty.")
	}
	return key, err
}

// check has the deployment say whose key it is. An operator's belongs to no account.
func (c *loginCommand) check(ctx context.Context, s *Session) (string, error) {
	if c.Unchecked || s.kind == operatorKind {
		return "", nil
	}
	answer, err := s.Do(ctx, client.Request{Method: http.MethodGet, Path: "/account"})
	if err != nil {
		return "", err
	}
	o, err := read(answer.Body)
	return o.text("name"), err
}
