package boot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"usersync/internal/engine/dynamo"
	"usersync/internal/job"
	"usersync/internal/table"
)

// Settings are a function's environment, read and checked.
type Settings struct {
	Region                         string
	AccessKey, SecretKey, Session  string
	DynamoDBURL, SQSURL, SESURL    string // of stand-ins; empty for AWS itself
	Tables                         dynamo.Names
	Queues                         map[job.Queue]string // URLs
	URL                            string
	MailFrom, MailConfigurationSet string
	MailReplyTo                    string // may be empty
	MailRate                       int    // mails a second at most; 0: what SES takes of the AWS account
	ConsoleURL                     string // that notices lead to; without a slash at the end
	IndexLag                       time.Duration
	OperatorKey                    [sha256.Size]byte // hash of the operator's key; zero where there is none
	LogLevel                       slog.Level
}

// maxMailRate is more than SES takes of anybody.
const maxMailRate = 100_000

// maxIndexLag is far more than an index of DynamoDB ever is behind.
const maxIndexLag = time.Hour

// Read reads and checks what a function needs. The error names every variable at fault, and echoes none of their values.
func Read(n Needs, lookup func(name string) string) (Settings, error) {
	r := &reader{lookup: lookup}
	s := Settings{
		Region: r.must("AWS_REGION"), AccessKey: r.must("AWS_ACCESS_KEY_ID"), SecretKey: r.must("AWS_SECRET_ACCESS_KEY"), Session: lookup("AWS_SESSION_TOKEN"),
		DynamoDBURL: r.endpoint("AWS_ENDPOINT_URL_DYNAMODB"), SQSURL: r.endpoint("AWS_ENDPOINT_URL_SQS"), SESURL: r.endpoint("AWS_ENDPOINT_URL_SESV2"),
		Queues: map[job.Queue]string{}, LogLevel: r.level("USERSYNC_LOG_LEVEL"),
	}
	for _, t := range n.Tables {
		name := r.must(tableVariables[t])
		switch t {
		case table.Core:
			s.Tables.Core = name
		case table.Work:
			s.Tables.Work = name
		case table.Audit:
			s.Tables.Audit = name
		}
	}
	for _, q := range n.Queues {
		s.Queues[q] = r.url(queueVariables[q])
	}
	if n.URL {
		s.URL = r.base("USERSYNC_URL")
	}
	if n.Mail {
		s.MailFrom, s.MailConfigurationSet = r.address("USERSYNC_MAIL_FROM"), r.must("USERSYNC_MAIL_CONFIGURATION_SET")
		s.MailRate = r.count("USERSYNC_MAIL_RATE", maxMailRate)
		s.ConsoleURL = r.base("USERSYNC_CONSOLE_URL")
		if lookup("USERSYNC_MAIL_REPLY_TO") != "" {
			s.MailReplyTo = r.address("USERSYNC_MAIL_REPLY_TO")
		}
	}
	if n.IndexLag {
		s.IndexLag = r.duration("USERSYNC_INDEX_LAG")
	}
	if n.Operator {
		s.OperatorKey = r.hash(operatorVariable)
	}
	return s, r.failed(n.Name)
}

// reader reads variables and collects what is wrong with them.
type reader struct {
	lookup func(string) string
	wrong  []error
}

func (r *reader) failed(function string) error {
	if len(r.wrong) == 0 {
		return nil
	}
	return fmt.Errorf("function %s cannot start: %w", function, errors.Join(r.wrong...))
}

func (r *reader) fail(name, what string) {
	r.wrong = append(r.wrong, fmt.Errorf("%s %s", name, what))
}

func (r *reader) must(name string) string {
	value := r.lookup(name)
	if value == "" {
		r.fail(name, "is not set")
	}
	return value
}

// url is an absolute address.
func (r *reader) url(name string) string {
	value := r.must(name)
	if value != "" && !isURL(value) {
		r.fail(name, `must be an address like "https://sqs.eu-central-1.amazonaws.com/..."`)
	}
	return value
}

// endpoint is an address, or nothing.
func (r *reader) endpoint(name string) string {
	if r.lookup(name) == "" {
		return ""
	}
	return r.url(name)
}

// base is an address to which paths are added.
func (r *reader) base(name string) string {
	value := r.url(name)
	if strings.HasSuffix(value, "/") || strings.ContainsAny(value, "?#") {
		r.fail(name, "must end without a slash, a query or a fragment")
	}
	return value
}

func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

func (r *reader) address(name string) string {
	value := r.must(name)
	if value == "" {
		return ""
	}
	if _, err := mail.ParseAddress(value); err != nil {
		r.fail(name, `must be one mail address like "usersync <no-reply@example.com>"`)
	}
	return value
}

// hash is a SHA-256 in hexadecimal digits, or nothing.
func (r *reader) hash(name string) (sum [sha256.Size]byte) {
	value := r.lookup(name)
	if value == "" {
		return sum
	}
	raw, err := hex.DecodeString(value)
	if err != nil || len(raw) != sha256.Size {
		r.fail(name, "must be the 64 hexadecimal digits that `usersync operator-key` prints as the hash, or empty")
		return sum
	}
	copy(sum[:], raw)
	return sum
}

func (r *reader) duration(name string) time.Duration {
	value := r.must(name)
	if value == "" {
		return 0
	}
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > maxIndexLag {
		r.fail(name, `must be a time like "30s", from 0s to 1h`)
	}
	return d
}

func (r *reader) count(name string, most int) int {
	value := r.must(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > most {
		r.fail(name, fmt.Sprintf("must be a whole number from 0 to %d", most))
	}
	return n
}

func (r *reader) level(name string) (level slog.Level) {
	value := r.must(name)
	if value != "" && level.UnmarshalText([]byte(value)) != nil {
		r.fail(name, "must be debug, info, warn or error")
	}
	return level
}
