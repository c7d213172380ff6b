package cli

import (
	"context"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

type usersWelcomeCommand struct {
	UserArgument
	Note string `placeholder:"WHY" help:"For whoever asks why; at most 1,000 characters."`
}

// Help says what is sent.
func (usersWelcomeCommand) Help() string {
	return `The mail that the rules give now, in the language of now; at most three a day for one person.

    usersync users welcome ann@example.com`
}

// Run has a welcome mail sent anew.
func (c *usersWelcomeCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	answer, o, err := s.post(ctx, client.Path("users", id, "resend-welcome"), map[string]string{"note": c.Note})
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Facts{
		{Name: "user", Value: c.User}, {Name: "template", Value: o.text("template")}, {Name: "language", Value: o.text("language")}, {Name: "mail number", Value: o.text("number")},
	}}})
}

type usersEraseCommand struct {
	UserArgument
	Reason  string `required:"" placeholder:"WHY" help:"Why, for the audit: at most 1,000 characters. It stays, and must not name the person."`
	Discard bool   `name:"remove-from-directory" help:"Take somebody out of the directory whom it still has as inactive. An identity provider that still sends them makes a new person of them."`
	Yes     bool   `help:"Do not ask."`
}

// Help says that there is no way back.
func (usersEraseCommand) Help() string {
	return `There is no way back. On a terminal you are asked before; elsewhere it takes --yes. Needs a key with the scope owner.

    usersync users erase ann@example.com --reason "Request 4711" --yes`
}

// Run erases a person.
func (c *usersEraseCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	yes := c.Yes
	if !yes {
		if yes, err = s.confirm("Forget "+c.User+" for good?", false); err != nil {
			return err
		}
	}
	if !yes {
		return &exit{ExitFailed, "Nothing was changed. --yes says that it is meant."}
	}
	body := map[string]any{"reason": c.Reason, "removeFromDirectory": c.Discard}
	answer, _, err := s.post(ctx, client.Path("users", id, "erase"), body)
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Note("The person is being forgotten; what they had is given back.")}})
}
