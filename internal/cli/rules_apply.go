package cli

import (
	"context"
	"net/http"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// FileFlags say which file of rules is tried, and what becomes of a draft that is in its way.
type FileFlags struct {
	File         string `arg:"" help:"A file as rules export writes it, YAML or JSON; - is standard input."`
	ReplaceDraft bool   `help:"Put the file in the place of a draft that is there. Otherwise a draft stops the command: it may be the work of somebody else."`
}

type rulesApplyCommand struct {
	FileFlags
	Yes    bool `help:"Do not ask."`
	NoWait bool `help:"Do not wait until everybody has what the rules give."`
}

// Help has the examples.
func (rulesApplyCommand) Help() string {
	return `Reads the file in, works out what it does to everybody, and applies exactly that. On a terminal it asks before; elsewhere it does not. What the guard holds is not applied: the command ends
with 2, the draft and the plan stay, and somebody can approve the plan.

    usersync rules apply rules.yaml
    usersync rules apply rules.yaml --yes --output json`
}

// Run makes the file live.
func (c *rulesApplyCommand) Run(ctx context.Context, s *Session) error {
	_, settings, err := s.get(ctx, "/account/settings", nil)
	if err != nil {
		return err
	}
	if !settings.is("reviewRules") {
		return c.unreviewed(ctx, s)
	}
	tried, err := s.tryFile(ctx, c.FileFlags)
	if err != nil {
		return err
	}
	if tried.plan == nil {
		tried.putBack(ctx, s)
		return s.show(printer.Document{JSON: tried.done.Body, Parts: []printer.Part{printer.Note("The rules of the file are those of the account already.")}})
	}
	if held(tried.plan) != nil {
		if err := s.show(printer.Document{JSON: tried.answer.Body, Parts: s.planParts(tried.plan)}); err != nil {
			return err
		}
		return held(tried.plan)
	}
	if s.forPeople() {
		if err := s.show(printer.Document{Parts: s.planParts(tried.plan)}); err != nil {
			return err
		}
	}
	yes, err := c.agreed(s, "Apply this plan?")
	if err != nil || !yes {
		tried.putBack(context.WithoutCancel(ctx), s)
		if err == nil {
			err = &exit{ExitFailed, "Nothing was changed."}
		}
		return err
	}
	return s.applyPlan(ctx, tried.plan.text("id"), c.NoWait)
}

func (c *rulesApplyCommand) agreed(s *Session, question string) (bool, error) {
	if c.Yes {
		return true, nil
	}
	return s.confirm(question, true)
}

// trial is a file that became a draft, and the plan of it.
type trial struct {
	done   client.Answer // of the import
	answer client.Answer // of the plan
	plan   object        // nil: the file changes nothing
	etag   string        // of the draft that the file became; "": it became none, or took the place of one
}

// tryFile makes a file the draft, and has it planned. A failure after the draft was made puts everything back.
func (s *Session) tryFile(ctx context.Context, c FileFlags) (*trial, error) {
	etag, wasDraft, err := s.roomForDraft(ctx, c.ReplaceDraft)
	if err != nil {
		return nil, err
	}
	t := &trial{}
	var done object
	if t.done, done, err = s.importRules(ctx, c.File, etag, false); err != nil {
		return nil, err
	}
	if !wasDraft {
		t.etag = t.done.ETag()
	}
	if alike(done) && !wasDraft {
		return t, nil
	}
	id, err := s.createPlan(ctx, map[string]any{})
	if err == nil {
		t.answer, t.plan, err = s.awaitPlan(ctx, id)
	}
	if err != nil {
		t.putBack(context.WithoutCancel(ctx), s)
		return nil, err
	}
	return t, nil
}

// roomForDraft makes sure that a file becomes a draft and nothing else, and returns the revision that the file is held to.
func (s *Session) roomForDraft(ctx context.Context, replace bool) (etag string, wasDraft bool, err error) {
	answer, draft, err := s.get(ctx, "/rules/draft", nil)
	if err != nil {
		return "", false, err
	}
	if draft.is("exists") && !replace {
		return "", false, &exit{ExitFailed, "There is a draft of the rules already, of " + draft.text("modifiedAt") + " with " + count(len(draft.list("changes")), "change", "changes") +
			". See it with: usersync rules draft. --replace-draft puts the file in its place."}
	}
	return answer.ETag(), draft.is("exists"), nil
}

// putBack throws the draft away that the file became, unless somebody has changed it since.
func (t *trial) putBack(ctx context.Context, s *Session) {
	if t.etag == "" {
		return
	}
	if _, err := s.Do(ctx, client.Request{Method: http.MethodDelete, Path: "/rules/draft", IfMatch: t.etag}); err != nil {
		_, why := Ended(err)
		s.say("The draft that the file became is still there: %s", why)
	}
}
