package cli

import (
	"context"
	"fmt"
	"net/http"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// unreviewed makes a file live in an account where rules go live by themselves: by a plan of the server's own, which the guard may hold. A person is told which rules
// change, and asked.
func (c *rulesApplyCommand) unreviewed(ctx context.Context, s *Session) error {
	text, err := s.file(c.File)
	if err != nil {
		return err
	}
	answer, done, err := s.importText(ctx, text, "", true)
	if err != nil {
		return err
	}
	if alike(done) {
		return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Note("The rules of the file are those of the account already.")}})
	}
	if s.forPeople() {
		if err := s.show(printer.Document{Parts: []printer.Part{importFacts(done)}}); err != nil {
			return err
		}
	}
	yes, err := c.agreed(s, "Rules go live by themselves here, by a plan that the guard may hold. Go on?")
	if err == nil && !yes {
		err = &exit{ExitFailed, "Nothing was changed."}
	}
	if err != nil {
		return err
	}
	if answer, _, err = s.importText(ctx, text, answer.ETag(), false); err != nil {
		return err
	}
	if c.NoWait {
		return s.show(printer.Document{JSON: answer.Body, Parts: []printer.Part{printer.Note("The rules go live by themselves. See how far it is: usersync rules draft.")}})
	}
	return s.awaitLive(ctx)
}

// awaitLive waits until the draft is live, or has stopped on its way; then until everybody has what the rules give.
func (s *Session) awaitLive(ctx context.Context) error {
	for {
		answer, draft, err := s.get(ctx, "/rules/draft", nil)
		switch {
		case err != nil:
			return err
		case draft.is("exists") && draft.has("stopped"):
			if err := s.show(printer.Document{JSON: answer.Body, Parts: draftParts(draft)}); err != nil {
				return err
			}
			return &exit{ExitHeld, "The rules are held, or cannot go live by themselves: " + draft.text("stopped.detail")}
		case !draft.is("exists"):
			return s.settled(ctx)
		}
		if s.Sleep(ctx, pause) != nil {
			return fmt.Errorf("%s. %w", "The rules go live by themselves: usersync rules draft", context.Canceled)
		}
	}
}

// settled waits until everybody has what the rules give, or until a hold that is open keeps something.
func (s *Session) settled(ctx context.Context) error {
	if err := s.showQuiet(ctx); err != nil {
		return err
	}
	_, o, err := s.get(ctx, "/sync", nil)
	if err != nil {
		return err
	}
	for _, h := range o.list("holds") {
		if h.text("kind") == "plan" {
			return kept(h.text("id"))
		}
	}
	return nil
}

// importText sends rules as a file holds them; with check nothing is changed.
func (s *Session) importText(ctx context.Context, text []byte, etag string, check bool) (client.Answer, object, error) {
	r := client.Request{Method: http.MethodPost, Path: "/rules/import", Body: text, ContentType: mediaOf(text), IfMatch: etag}
	if check {
		r.Query = query("check", "true")
	}
	return s.ask(ctx, r)
}
