package adminapi

import (
	"context"

	"usersync/internal/web"
)

type resendInput struct {
	IDInput
	Body *NoteBody
}

// NoteBody is why something is done.
type NoteBody struct {
	Note string `json:"note,omitempty" doc:"For whoever asks why, at most 1,000 characters."`
}

// ResentView is a welcome mail that somebody asked for.
type ResentView struct {
	Number   int    `json:"number" doc:"Which one of the user's it is."`
	Template string `json:"template"`
	Language string `json:"language"`
}

func (s *server) resendWelcome(ctx context.Context, in *resendInput) (*struct{ Body ResentView }, error) {
	note := ""
	if in.Body != nil {
		note = in.Body.Note
	}
	again, err := s.Welcomer.Resend(ctx, account(ctx), in.ID, web.Principal(ctx).Credential, note)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ResentView }{ResentView{Number: again.Last.Number + 1, Template: string(again.Template), Language: again.Language}}, nil
}
