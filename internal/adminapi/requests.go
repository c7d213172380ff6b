package adminapi

import (
	"context"
	"time"

	"usersync/internal/inspect"
)

// RequestView is a request of an identity provider and its answer, with secrets masked.
type RequestView struct {
	ID         string             `json:"id" doc:"Also in X-Request-Id of the answer, and in the log."`
	At         Moment             `json:"at" doc:"When it came in."`
	Duration   float64            `json:"durationMs"`
	Method     string             `json:"method"`
	Path       string             `json:"path" doc:"As it was sent."`
	Query      string             `json:"query,omitempty" doc:"As it was sent, without the question mark."`
	Status     int                `json:"status"`
	ScimType   string             `json:"scimType,omitempty" doc:"Of a failure."`
	Detail     string             `json:"detail,omitempty" doc:"Of a failure, as it was answered."`
	Credential string             `json:"credential" doc:"The id of the token that was shown; of a 401, one that has ended."`
	UserAgent  string             `json:"userAgent"`
	Headers    []RequestHeader    `json:"headers" nullable:"false" doc:"Those that decide an answer."`
	Request    RequestMessageView `json:"request"`
	Answer     RequestMessageView `json:"answer"`
}

// RequestHeader is one header of a request.
type RequestHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// RequestMessageView is a body that was sent or answered.
type RequestMessageView struct {
	Text   string `json:"text,omitempty" doc:"Compact JSON with *** in place of secrets, at most 4 KiB."`
	Size   int64  `json:"size" doc:"Bytes of the whole."`
	Cut    bool   `json:"cut" doc:"The text is only the beginning."`
	Hidden bool   `json:"hidden" doc:"It was no JSON, so nobody can tell what in it is secret, and it is not kept."`
}

func requestView(e inspect.Exchange) RequestView {
	return RequestView{
		ID: e.ID, At: Moment(e.At), Duration: float64(e.Took.Microseconds()) / 1000, Method: e.Method, Path: e.Path, Query: e.Query,
		Status: e.Status, ScimType: e.ScimType, Detail: e.Detail, Credential: e.Credential, UserAgent: e.UserAgent,
		Headers: convert(e.Headers, func(h inspect.Header) RequestHeader { return RequestHeader(h) }),
		Request: RequestMessageView(e.Request), Answer: RequestMessageView(e.Answer),
	}
}

type listRequestsInput struct {
	IDInput
	PageInput
	Status string `query:"status" enum:"2xx,3xx,4xx,5xx" doc:"Only those that were answered so."`
	Path   string `query:"path" maxLength:"200" doc:"Only those whose path or query contains this text, in any case."`
	After  string `query:"after" maxLength:"64" doc:"Only those that ended after the one of this id; all, when that is not kept any more."`
	Wait   int    `query:"wait" minimum:"1" maximum:"30" doc:"Answer when there is one to list, or after so many seconds; absent: at once."`
}

func (in listRequestsInput) query() (inspect.Query, error) {
	before, err := decodeCursor(in.Cursor)
	q := inspect.Query{Before: before, After: in.After, Path: in.Path, Limit: in.limit(defaultLimit)}
	if in.Status != "" {
		q.Class = int(in.Status[0] - '0')
	}
	return q, err
}

func (s *server) listRequests(ctx context.Context, in *listRequestsInput) (*listOutput[RequestView], error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	c := inspect.Caller{Account: account(ctx), Connection: in.ID}
	if _, err := s.Connections.Get(ctx, c.Account, c.Connection); err != nil {
		return nil, err
	}
	limit := q.Limit
	q.Limit++ // one more says whether there are more
	list, err := s.requestsSoon(ctx, c, q, time.Duration(in.Wait)*time.Second)
	if err != nil {
		return nil, err
	}
	var next string
	if len(list) > limit {
		list, next = list[:limit], encodeCursor(list[limit-1].ID)
	}
	return &listOutput[RequestView]{Body: List[RequestView]{Items: convert(list, requestView), Next: next}}, nil
}

// requestsSoon picks requests, and while there are none looks again for a time, whenever a newer one has come.
func (s *server) requestsSoon(ctx context.Context, c inspect.Caller, q inspect.Query, wait time.Duration) ([]inspect.Exchange, error) {
	seen := ""
	list, err := s.Requests.Recent(ctx, c, q)
	for ; err == nil && len(list) == 0 && wait > 0 && s.Sleep(ctx, lookEvery) == nil; wait -= lookEvery {
		var newest string
		if newest, err = s.Requests.Newest(ctx, c); err != nil || newest == seen {
			continue
		}
		seen = newest
		list, err = s.Requests.Recent(ctx, c, q)
	}
	return list, err
}
