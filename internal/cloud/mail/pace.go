package mail

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"golang.org/x/time/rate"
)

const (
	believed  = 5 * time.Minute // how long what SES said of its rate holds, and how long it is not asked again when it said nothing
	saidSoon  = 2 * time.Second // how long a mail waits for SES to say it
	leastRate = 1               // mails a second that SES takes of every AWS account, in its sandbox, too
)

// Pace keeps the processes that send mails within the rate of the AWS account, which SES is asked for now and then. Safe for concurrent use.
type Pace struct {
	most      float64 // mails a second of all processes; 0: what SES takes
	processes float64
	limiter   *rate.Limiter

	mu   sync.Mutex
	next time.Time // when SES is asked again
}

// NewPace gives this process its share of what SES takes a second, and of no more than most, unless that is 0. As long as SES has not said what it takes,
// that is most, or one mail a second.
func NewPace(most, processes int) *Pace {
	p := &Pace{most: float64(most), processes: float64(processes)}
	p.limiter = rate.NewLimiter(p.share(max(p.most, leastRate)), 1)
	return p
}

// wait waits for the turn of a mail.
func (p *Pace) wait(ctx context.Context, ses *sesv2.Client) error {
	p.learn(ctx, ses)
	return p.limiter.Wait(ctx)
}

// learn asks SES for the rate when it is time to. When SES does not say it, what is known holds.
func (p *Pace) learn(ctx context.Context, ses *sesv2.Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(believed)
	ctx, cancel := context.WithTimeout(ctx, saidSoon)
	defer cancel()
	account, err := ses.GetAccount(ctx, &sesv2.GetAccountInput{}, once)
	if err == nil && account.SendQuota != nil && account.SendQuota.MaxSendRate > 0 {
		p.limiter.SetLimit(p.share(account.SendQuota.MaxSendRate))
	}
}

func (p *Pace) share(all float64) rate.Limit {
	if p.most > 0 {
		all = min(all, p.most)
	}
	return rate.Limit(all / p.processes)
}
