package adminapi

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/fault"
	"usersync/internal/web"
)

// How long a key is remembered, after what time an attempt that did not come to its end may be taken over, how long a key may be, and how many bytes
// of an answer are kept.
const (
	keepAttempt = 24 * time.Hour
	giveUp      = time.Minute
	maxKey      = 200
	maxKept     = 300 << 10
)

// How often, and after what pause, it is tried to keep an answer: a repetition that comes at the same moment is in the way for no longer.
const (
	settleTries = 5
	settlePause = 50 * time.Millisecond
)

// keyHeader is where a sender puts the key, and replayedHeader says that an answer is not of this request, but of the first one under its key.
const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotent-Replayed"
)

// keyParameter describes the key in the OpenAPI document.
var keyParameter = &huma.Param{
	Name: keyHeader, In: "header",
	Description: "Makes it safe to send the request again: within 24 hours the same request under the same key is not carried out twice, and is answered as the first time, with " +
		replayedHeader + ". A request that was refused does not count.",
	Schema: &huma.Schema{Type: huma.TypeString, MinLength: new(1), MaxLength: new(maxKey)},
}

// once carries out a request at most once under the same key of the same credential. The key is claimed before the work begins, and the answer kept
// when it has succeeded. Who dies between the two leaves a claim that holds for giveUp; whoever takes it over may repeat the effect.
type once struct {
	attempts Idempotency
	now      func() time.Time
	newID    func() string
	sleep    func(ctx context.Context, d time.Duration) error
	log      *slog.Logger
}

// do answers a request by its work, or as it was answered before. Of an answer that is secret only that it was given is kept.
func (o *once) do(r *http.Request, body []byte, secret bool, work func() (*buffer, error)) (*buffer, error) {
	key, given, err := idempotencyKey(r.Header)
	if err != nil {
		return nil, err
	}
	if !given {
		return work()
	}
	mine := o.attempt(r, key, body)
	earlier, claimed, err := o.claim(r.Context(), mine)
	if err != nil {
		return nil, err
	}
	if !claimed {
		return repeated(earlier, mine)
	}
	out, err := work()
	o.settle(r.Context(), mine, out, secret, err)
	return out, err
}

// idempotencyKey reads the header. fault.Malformed.
func idempotencyKey(h http.Header) (key string, given bool, err error) {
	values, given := h[keyHeader]
	if !given {
		return "", false, nil
	}
	if len(values) == 1 && printable(values[0]) && len(values[0]) <= maxKey {
		return values[0], true, nil
	}
	return "", true, fault.New(fault.Malformed, "invalid_idempotency_key", "An Idempotency-Key is sent once and has 1 to %d printable ASCII characters. A random UUID does well.", maxKey).
		At(keyHeader, "Is not acceptable.")
}

func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}

func (o *once) attempt(r *http.Request, key string, body []byte) web.Attempt {
	begun := o.now().UTC().Truncate(time.Millisecond)
	return web.Attempt{
		Credential: web.Principal(r.Context()).Credential, Key: key, ID: o.newID(),
		Print: sha256.Sum256(fmt.Appendf(nil, "%s %s\n%s", r.Method, r.URL.RequestURI(), body)),
		Begun: begun, Expires: begun.Add(keepAttempt).Truncate(time.Second),
	}
}

// claim enters an attempt, in the place of one that counts no more.
func (o *once) claim(ctx context.Context, mine web.Attempt) (earlier web.Attempt, claimed bool, err error) {
	earlier, claimed, err = o.attempts.ClaimAttempt(ctx, account(ctx), mine, "")
	if err != nil || claimed || !replaceable(earlier, mine) {
		return earlier, claimed, err
	}
	return o.attempts.ClaimAttempt(ctx, account(ctx), mine, earlier.ID)
}

// replaceable reports whether an attempt has expired, or did not come to its end and this is the same request again.
func replaceable(earlier, mine web.Attempt) bool {
	return !mine.Begun.Before(earlier.Expires) ||
		!earlier.Done && earlier.Print == mine.Print && mine.Begun.Sub(earlier.Begun) >= giveUp
}

// repeated answers a request under a key that is taken.
func repeated(earlier, mine web.Attempt) (*buffer, error) {
	switch {
	case earlier.Print != mine.Print:
		return nil, fault.New(fault.Invalid, "idempotency_key_reused", "The key was used for another request within the last 24 hours. Use a new key for every new request.").
			At(keyHeader, "Belongs to another request.")
	case !earlier.Done:
		e := fault.New(fault.Conflict, "in_progress", "The first request under this key is still at work, or its end is not known. Repeat it after the time that Retry-After says.")
		e.RetryAfter = max(time.Second, earlier.Begun.Add(giveUp).Sub(mine.Begun))
		return nil, e
	case earlier.Answer == nil:
		return nil, fault.New(fault.Conflict, "already_done", "The request under this key was carried out already, and its answer is not kept. Look at what there is.")
	}
	return replayed(earlier.Answer), nil
}

func replayed(a *web.Answer) *buffer {
	out := &buffer{header: http.Header{}, status: a.Status}
	for name, value := range map[string]string{"Location": a.Location, "ETag": a.ETag, "Content-Type": a.ContentType, replayedHeader: "true"} {
		if value != "" {
			out.header.Set(name, value)
		}
	}
	out.body.Write(a.Body)
	return out
}

// settle keeps the answer to a request that succeeded, and frees the key of one that was refused. After a failure of ours nobody can tell what
// happened: the claim stays. The request is over by now and cannot fail any more, even when its sender has gone.
func (o *once) settle(ctx context.Context, mine web.Attempt, out *buffer, secret bool, failure error) {
	ctx = context.WithoutCancel(ctx)
	record := o.attempts.SettleAttempt
	switch {
	case failure == nil:
		mine.Done = true
		if !secret && out.body.Len() <= maxKept {
			mine.Answer = kept(out)
		}
	case fault.Is(failure, fault.Internal) || fault.Is(failure, fault.Unavailable):
		return
	default:
		record = o.attempts.ForgetAttempt
	}
	err := record(ctx, account(ctx), mine)
	for try := 1; fault.Is(err, fault.Unavailable) && try < settleTries && o.sleep(ctx, settlePause) == nil; try++ {
		err = record(ctx, account(ctx), mine)
	}
	if err != nil {
		o.log.LogAttrs(ctx, slog.LevelError, "idempotency key not settled", slog.String("request", web.RequestID(ctx)), slog.String("error", err.Error()))
	}
}

func kept(out *buffer) *web.Answer {
	return &web.Answer{
		Status: out.status, Location: out.header.Get("Location"), ETag: out.header.Get("ETag"), ContentType: out.header.Get("Content-Type"),
		Body: out.body.Bytes(),
	}
}
