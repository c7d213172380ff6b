/* The fence, the bell and the sweeper: docs/architecture.md, "The sync protocol", for one user of one account.
 *
 * A client changes the user, an admin publishes policies, two resolvers answer messages, and MISHAPS times anything may go wrong: a message or a
 * record of the stream is lost, a message comes twice, a resolver dies. An atomic step is one transaction of the table; everything else happens in
 * any order. Left out: what the outcome says, seats, mails, and time. A resolver may therefore trust an old policy version for ever, which is
 * harder on the protocol than the two seconds that it has.
 *
 * `make model` checks the model, and then each variant WRONG_..., which must be refuted.
 */
#ifndef CHANGES
#define CHANGES  2      /* of the user; the first is the birth */
#endif
#ifndef VERSIONS
#define VERSIONS 2      /* of the policy; at most 3 */
#endif
#ifndef MISHAPS
#define MISHAPS  2
#endif

byte input = 0;                       /* the user's data: how often it was changed; 0: there is no user */
byte want = 0, done = 0, rules = 0;   /* the fence */
bool bell = false;
byte seen = 0, by = 0;                /* the outcome: the input and the policy version that it was worked out from */
byte live = 1, settled = 1;           /* the policy that holds; the one that is known to have reached everybody */
bool early = false;                   /* the user was there when the live policy was published: the list shows it after the lag of the index */
bool stream = false;                  /* a record that says that the bell began to ring */
bool queue[4] = false;                /* messages "look at the user" by the version that they carry */
byte mishaps = 0;

#define clean  (done == want)
#define synced (input == CHANGES && live == VERSIONS && clean && seen == input && by == live && rules == live && settled == live && !bell)

#define mishap mishaps < MISHAPS -> mishaps++

/* What must hold at every moment. */
#define rings    (done <= want && (bell == (want > done)))
#define truthful (!clean || seen == input)                                  /* an outcome that is called current is current */
#define reached  (settled != live || !clean || input == 0 || by == live)    /* a policy that is called settled has reached the user */
ltl safe       { [] (rings && truthful && reached) }
/* What must come about once mishaps, changes and publications end. */
ltl catches_up { <> [] synced }

/* The version that a message carries is read by whoever sends it. That it may be old when the message arrives is in the model: messages lie in the
 * queue as long as they like. */
#ifdef WRONG_MESSAGE_WITHOUT_VERSION
#define stamp 0
#else
#define stamp live
#endif
#define asked queue[stamp]               /* to send the same message again would change nothing */

inline send() {
	if
	:: queue[stamp] = true
	:: mishap                        /* lost */
	fi
}

active proctype Client() {
	do
	:: input < CHANGES ->
		atomic {
			input++; want++;
			if
			:: !bell -> bell = true; stream = true
			:: else
			fi
		}
	:: else -> break
	od
}

active proctype Admin() {
	do
	:: live < VERSIONS -> atomic { live++; early = (input > 0) }
	:: else -> break
	od
}

active proctype Relay() {
end:	do
	:: atomic { stream -> stream = false; send() }
	od
}

active [2] proctype Resolver() {
	byte carried, w, d, r, policy, data;
end:	do
	:: atomic {                      /* takes a message, which stays where it is if it is to come twice */
		if
		:: queue[0] -> carried = 0
		:: queue[1] -> carried = 1
		:: queue[2] -> carried = 2
		:: queue[3] -> carried = 3
		fi;
		if
		:: queue[carried] = false
		:: mishap
		fi };
#ifdef WRONG_DATA_BEFORE_FENCE
again:		data = input;
		atomic { w = want; d = done; r = rules };
#else
again:		atomic { w = want; d = done; r = rules };
#endif
		atomic {                 /* the live version, or an older one that is trusted, but none older than the message's or the fence's */
			policy = live;
			do
			:: policy > 1 && policy > carried && policy > r -> policy--
			:: break
			od;
#ifndef WRONG_DATA_BEFORE_FENCE
			data = input;    /* one step with the version, which may be old anyhow */
#endif
			if
			:: w == 0 || (w == d && r >= policy) -> goto settled_it   /* nobody there, or current */
			:: else
			fi
		};
		atomic {
			if               /* one transaction under the fence */
#if defined(WRONG_NO_WANT_FENCE)
			:: done == d && rules == r ->
#elif defined(WRONG_NO_RULES_FENCE)
			:: want == w ->
#else
			:: want == w && done == d && rules == r ->
#endif
				seen = data; by = policy;
				done = w; rules = policy; bell = false
			:: else -> goto again
			:: mishap        /* it dies, and its message is gone */
			fi
		};
settled_it:	atomic { carried = 0; w = 0; d = 0; r = 0; policy = 0; data = 0 }
	od
}

/* The sweeper finds a bell that rings, and a policy that may not have reached everybody: the second listing. */
active proctype Sweeper() {
end:	do
#ifndef WRONG_NO_SWEEPER
	:: atomic { bell && !asked -> send() }
#endif
	:: atomic { settled < live && input > 0 && rules < live && !asked -> send() }    /* the list shows the user, who is behind */
#ifdef WRONG_LIST_THAT_LAGS
	:: atomic { settled < live -> settled = live }                                   /* the list does not show the user yet */
#else
	:: atomic { settled < live && (rules == live || !early) -> settled = live }      /* nobody is behind, or the user is too young to be shown */
#endif
	od
}
