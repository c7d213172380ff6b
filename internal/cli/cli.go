// Package cli is the verbs of the command line that speak to a deployment: rules, plans, runs, users and the rest, each a struct that kong fills from the arguments.
//
// It decides nothing that the server decides: it sends, waits, and shows what came. It touches no terminal, environment or clock of its own: all of that is in Terminal.
// How requests are sent is package client's, how things look package printer's.
package cli

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/alecthomas/kong"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// Commands are the verbs, for a command line to embed.
type Commands struct {
	Login       loginCommand       `cmd:"" group:"deployment" help:"Keep the address and the key of a deployment as a profile."`
	Doctor      doctorCommand      `cmd:"" group:"deployment" help:"Check a deployment, and say what to do about what is wrong."`
	Rules       rulesCommand       `cmd:"" group:"rules" help:"Rules as a file, their draft, findings and versions."`
	Plan        planCommand        `cmd:"" group:"rules" help:"Try a change on everybody before it is made, then make exactly that."`
	Holds       holdsCommand       `cmd:"" group:"rules" help:"What the guard stopped: look, approve, reject."`
	Sync        syncCommand        `cmd:"" group:"sync" help:"Where syncing stands; switch it on or off; its schedule."`
	Run         runCommand         `cmd:"" group:"sync" help:"Sync everybody now; watch, list, cancel and retry runs."`
	Failures    failuresCommand    `cmd:"" group:"sync" help:"What keeps users from what the rules give."`
	Explain     explainCommand     `cmd:"" group:"users" help:"Say what a user gets, by which rule, and what lost."`
	Users       usersCommand       `cmd:"" group:"users" help:"Find users; their timeline, what-if, grants by hand."`
	Groups      groupsCommand      `cmd:"" group:"users" help:"Groups that identity providers pushed, and their members."`
	Products    productsCommand    `cmd:"" group:"users" help:"Products, seats, and who waits for one."`
	Connections connectionsCommand `cmd:"" group:"account" help:"The identity providers joined to the account."`
	Console     consoleCommand     `cmd:"" group:"account" help:"Make a link that signs a browser in to the web console."`
	Tokens      tokensCommand      `cmd:"" group:"account" help:"SCIM tokens of a connection."`
	Keys        keysCommand        `cmd:"" group:"account" help:"Admin keys of the account."`
	Accounts    accountsCommand    `cmd:"" group:"account" help:"Accounts of a deployment, with the operator's key."`
	Audit       auditCommand       `cmd:"" group:"account" help:"What admins did."`
}

// groups are the headings under which help lists the verbs.
func groups() kong.Option {
	return kong.ExplicitGroups([]kong.Group{
		{Key: "machine", Title: "This machine:"},
		{Key: "deployment", Title: "A deployment:"},
		{Key: "rules", Title: "Rules:"},
		{Key: "sync", Title: "Syncing:"},
		{Key: "users", Title: "People:"},
		{Key: "account", Title: "Account:"},
		{Key: "connection", Title: "Which deployment, and how to show things:"},
	})
}

// Terminal is the machine that a command runs on, as far as it matters here. Every field must be set, Transport and Hidden aside.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
	Asks     bool                   // a person is at In and reads Err: questions can be asked
	Shows    bool                   // a person reads Out
	Progress bool                   // a person reads Err
	Hidden   func() (string, error) // reads a line from In without showing it; nil: In is read

	Getenv  func(name string) string
	Folder  string // where profiles are kept; "" where there is no such place
	Version string
	Now     func() time.Time
	NewID   func() string
	Sleep   func(ctx context.Context, d time.Duration) error

	Transport http.RoundTripper // nil: the usual one
}

// Session is one run of a command against one deployment. Flags makes it.
type Session struct {
	*client.Client
	*Terminal
	format printer.Format
	shown  bool   // something was shown already
	kind   string // of the key: adm or opr
	key    string // the public part of the key, which lists of keys call it by
}

// show writes a document in the format that was asked for.
func (s *Session) show(d printer.Document) error {
	if s.shown && s.forPeople() {
		if _, err := io.WriteString(s.Out, "\n"); err != nil {
			return err
		}
	}
	s.shown = true
	style := printer.Style{Terminal: s.Shows, Color: s.Shows && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"}
	return printer.Print(s.Out, s.format, style, d)
}

// forPeople reports whether people read what is shown, and not programs.
func (s *Session) forPeople() bool {
	return s.format == printer.Text || s.format == printer.Markdown
}
