package standin

import (
	"crypto/md5" // #nosec G501 -- the SDK checks the answer by it
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// SQS is a stand-in for Amazon SQS: standard queues with visibility, delays and dead-letter queues. The SDK speaks to it over HTTP; tests
// look into its queues and work them off directly, as an event source mapping does. It is safe for concurrent use.
type SQS struct {
	// URL is its endpoint.
	URL string
	// Now is its clock; nil is the real one. It must not be changed while somebody sends.
	Now func() time.Time
	// Refuse is asked before each operation ("SendMessageBatch") on a queue, by name: a text that is not empty is the code of the error to answer with. nil refuses nothing.
	Refuse func(operation, queue string) string

	mu     sync.Mutex
	queues map[string]*Queue
	count  int
	unruly *Unruly
}

// sqsAccount is the account of its queues.
const sqsAccount = "123456789012"

// NewSQS starts the stand-in for the time of the test.
func NewSQS(t testing.TB) *SQS {
	t.Helper()
	s := &SQS{queues: map[string]*Queue{}}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// QueueOptions are the settings of a queue.
type QueueOptions struct {
	Visibility time.Duration // 0 means 30 s
	DeadLetter *Queue        // where messages go that were received too often; nil keeps them
	MaxReceive int           // how often is not yet too often
}

// Queue is one standard queue.
type Queue struct {
	Name, URL, ARN string

	options QueueOptions
	sqs     *SQS
	kept    []*kept // in the order in which they were sent
	wake    chan struct{}
}

// Message is a message as it is received.
type Message struct {
	ID, Body, Group string
	Receipt         string
	Received        int // how often, this time included
	Sent, First     time.Time
}

// kept is a message in a queue.
type kept struct {
	Message
	visible time.Time
	receipt int // the newest; a second copy of a message counts from 1,000
}

// Queue makes a queue.
func (s *SQS) Queue(name string, o QueueOptions) *Queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.Visibility == 0 {
		o.Visibility = 30 * time.Second
	}
	q := &Queue{
		Name: name, URL: s.URL + "/" + sqsAccount + "/" + name, ARN: "arn:aws:sqs:eu-central-1:" + sqsAccount + ":" + name,
		options: o, sqs: s, wake: make(chan struct{}),
	}
	s.queues[name] = q
	return q
}

func (s *SQS) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// Send puts a message into the queue, to be seen after a delay.
func (q *Queue) Send(body, group string, delay time.Duration) (id string) {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	return q.send(body, group, delay)
}

// send needs the lock.
func (q *Queue) send(body, group string, delay time.Duration) (id string) {
	q.sqs.count++
	now := q.sqs.now()
	m := Message{ID: fmt.Sprintf("00000000-0000-4000-9000-%012d", q.sqs.count), Body: body, Group: group, Sent: now}
	for copied, after := range q.sqs.whims(delay) {
		q.kept = append(q.kept, &kept{Message: m, visible: now.Add(after), receipt: copied * 1000})
	}
	q.ring()
	return m.ID
}

// ring needs the lock.
func (q *Queue) ring() {
	close(q.wake)
	q.wake = make(chan struct{})
}

// Wake is closed when something is sent or becomes visible earlier than it was to.
func (q *Queue) Wake() <-chan struct{} {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	return q.wake
}

// Receive takes up to so many messages and hides them. One that was received too often goes to the dead-letter queue instead.
func (q *Queue) Receive(most int) []Message {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	now := q.sqs.now()
	var taken []Message
	for _, k := range q.line() {
		if len(taken) == most {
			break
		}
		if k.visible.After(now) {
			continue
		}
		if q.options.DeadLetter != nil && k.Received >= q.options.MaxReceive {
			q.bury(k)
			continue
		}
		taken = append(taken, q.take(k, now))
	}
	return taken
}

func (q *Queue) take(k *kept, now time.Time) Message {
	k.Received++
	if k.First.IsZero() {
		k.First = now
	}
	k.receipt++
	k.Receipt = fmt.Sprintf("%s:%d", k.ID, k.receipt)
	k.visible = now.Add(q.options.Visibility)
	return k.Message
}

func (q *Queue) bury(k *kept) {
	q.remove(k)
	dead := q.options.DeadLetter
	dead.kept = append(dead.kept, &kept{Message: k.Message, visible: k.visible})
	dead.ring()
}

func (q *Queue) remove(k *kept) {
	q.kept = slices.DeleteFunc(q.kept, func(other *kept) bool { return other == k })
}

// find needs the lock. Only the newest receipt of a message counts.
func (q *Queue) find(receipt string) *kept {
	for _, k := range q.kept {
		if k.Receipt == receipt && receipt != "" {
			return k
		}
	}
	return nil
}

// Delete takes a received message off the queue; it reports whether the receipt was good.
func (q *Queue) Delete(receipt string) bool {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	k := q.find(receipt)
	if k != nil {
		q.remove(k)
	}
	return k != nil
}

// Hide makes a received message visible again after a while; it reports whether the receipt was good.
func (q *Queue) Hide(receipt string, after time.Duration) bool {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	k := q.find(receipt)
	if k == nil {
		return false
	}
	k.visible = q.sqs.now().Add(after)
	q.ring()
	return true
}

// Next is when the next message can be received; ok is false when the queue is empty.
func (q *Queue) Next() (at time.Time, ok bool) {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	for _, k := range q.kept {
		if !ok || k.visible.Before(at) {
			at, ok = k.visible, true
		}
	}
	return at, ok
}

// Messages is all that is in the queue, hidden or not, oldest first.
func (q *Queue) Messages() []Message {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	var all []Message
	for _, k := range q.kept {
		all = append(all, k.Message)
	}
	return all
}

// Hidden is how long a message, by id, is not to be seen from now on; 0 when it can be received or is gone.
func (q *Queue) Hidden(id string) time.Duration {
	q.sqs.mu.Lock()
	defer q.sqs.mu.Unlock()
	for _, k := range q.kept {
		if k.ID == id {
			return max(0, k.visible.Sub(q.sqs.now()))
		}
	}
	return 0
}

// byURL needs the lock.
func (s *SQS) byURL(url string) *Queue {
	return s.queues[url[strings.LastIndexByte(url, '/')+1:]]
}

func digest(body string) string {
	sum := md5.Sum([]byte(body)) // #nosec G401 -- the protocol's checksum
	return hex.EncodeToString(sum[:])
}
