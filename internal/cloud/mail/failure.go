package mail

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"usersync/internal/fault"
	"usersync/internal/notify"
)

// How long to wait before a mail that was not accepted is tried again.
const (
	soon  = 5 * time.Second  // over the rate of mails a second
	later = 10 * time.Minute // over the quota of a day, or sending is switched off: not to be mended in seconds
)

// refusals is what SES's own errors mean. All of them say that the mail was not accepted.
var refusals = map[string]func(error) error{
	"MessageRejected":     unlessUnverified,
	"BadRequestException": rejected,

	"TooManyRequestsException": rateOrQuota,
	"ThrottlingException":      rateOrQuota,
	"Throttling":               rateOrQuota,
	"LimitExceededException":   tooMany(notify.BlockedQuota, later),

	"AccountSuspendedException":          tooMany(notify.BlockedPaused, later),
	"SendingPausedException":             tooMany(notify.BlockedPaused, later),
	"MailFromDomainNotVerifiedException": tooMany(notify.BlockedPaused, later),
}

// failure says what an error of SendEmail means: fault.Invalid that the mail will never be accepted, fault.TooMany that it was not and may be later, and
// fault.Unavailable that nobody knows. Any other refusal is of the deployment (a missing right, an unknown configuration set) and
// ends when that is mended, so the mail waits.
func failure(err error) error {
	var api smithy.APIError
	if errors.As(err, &api) && refusals[api.ErrorCode()] != nil {
		return refusals[api.ErrorCode()](err)
	}
	switch status := statusOf(err); {
	case status == http.StatusTooManyRequests:
		return tooMany("mail_rate", soon)(err)
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout:
		return tooMany(notify.BlockedSetup, later)(err)
	case status == 0 && neverSent(err):
		return tooMany("mail_unreachable", soon)(err)
	}
	return fault.New(fault.Unavailable, "mail_unknown", "The mail service did not say what became of the mail.").Because(err)
}

// statusOf is the status of SES's answer, 0 when there was none.
func statusOf(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		return response.HTTPStatusCode()
	}
	return 0
}

// neverSent reports whether no connection came about.
func neverSent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// rateOrQuota tells the limit of a second from that of a day, which SES does by its words alone.
func rateOrQuota(cause error) error {
	if strings.Contains(cause.Error(), "Daily message quota") {
		return tooMany(notify.BlockedQuota, later)(cause)
	}
	return tooMany("mail_rate", soon)(cause)
}

// unlessUnverified is for SES's general refusal, which it also gives while the account is in its sandbox or the sender is no identity yet ("Email address is
// not verified ..."): that is of the deployment, and must not cost people their mail. In the sandbox mails to other addresses may be taken all the same.
func unlessUnverified(cause error) error {
	if strings.Contains(cause.Error(), "not verified") {
		return tooMany("mail_unverified", later)(cause)
	}
	return rejected(cause)
}

func rejected(cause error) error {
	return fault.New(fault.Invalid, "mail_rejected", "The mail service refuses the mail for good.").Because(cause)
}

func tooMany(code string, after time.Duration) func(error) error {
	return func(cause error) error {
		e := fault.New(fault.TooMany, code, "The mail service did not take the mail. It is tried again.").Because(cause)
		e.RetryAfter = after
		return e
	}
}
