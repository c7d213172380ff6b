package lambda

import (
	"context"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/notify"
)

// mailReport is what records of Reports are called in the log.
const mailReport job.Kind = "mail report"

// Reports works off a queue of what a mail service says of mails, as Queue does. read finds the mail and the report in a record: known is false for what nobody here
// asked about, which is done with, and err says that the record cannot be read, which parks it.
func Reports(
	read func(body []byte) (account string, r notify.Report, known bool, err error),
	handle func(ctx context.Context, a access.Account, r notify.Report) job.Verdict, o QueueOptions,
) Handler {
	return workOff(func(body string) (task, bool) {
		account, r, known, err := read([]byte(body))
		if err != nil {
			return task{}, false
		}
		if _, err := ulid.ParseStrict(account); err != nil || !known {
			return task{job.Message{Kind: mailReport}, func(context.Context) job.Verdict { return job.Done() }}, true
		}
		m := job.Message{Kind: mailReport, Account: account, User: r.User, ID: r.Intent}
		return task{m, func(ctx context.Context) job.Verdict { return handle(ctx, AccountOf(account), r) }}, true
	}, o)
}
