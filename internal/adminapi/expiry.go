package adminapi

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// NoticeView is a credential of a connection that expires within 30 days, or has expired and is not cleared away yet.
type NoticeView struct {
	Kind          string `json:"kind" enum:"token,client_secret"`
	ID            string `json:"id"`
	ClientID      string `json:"clientId,omitempty" doc:"The client of a secret."`
	Name          string `json:"name" doc:"Of the token or the client."`
	ExpiresAt     Moment `json:"expiresAt"`
	ExpiresInDays int    `json:"expiresInDays"`
	Notice        string `json:"notice" enum:"expiring,expired"`
}

func (s *server) noticeView(e provision.Expiry) NoticeView {
	days, notice := s.end(e.Expires)
	view := NoticeView{Kind: "token", ID: e.ID, ClientID: e.Client, Name: e.Name, ExpiresAt: Moment(e.Expires), ExpiresInDays: *days, Notice: notice}
	if e.Kind == access.SecretOfClient {
		view.Kind = "client_secret"
	}
	return view
}

// notices are those of a connection.
func (s *server) notices(ctx context.Context, connection string) ([]NoticeView, error) {
	soon, err := s.Expiries.Soon(ctx, account(ctx), connection)
	return convert(soon, s.noticeView), err
}

// noticesOf picks those of a connection.
func (s *server) noticesOf(soon []provision.Expiry, connection string) []NoticeView {
	its := slices.DeleteFunc(slices.Clone(soon), func(e provision.Expiry) bool { return e.Connection != connection })
	return convert(its, s.noticeView)
}

// end says how near the end of a credential is; the days are nil where there is none.
func (s *server) end(expires time.Time) (days *int, notice string) {
	now := s.Now()
	if !expires.IsZero() {
		days = new(provision.DaysLeft(expires, now))
	}
	return days, string(provision.NearnessOf(expires, now))
}
