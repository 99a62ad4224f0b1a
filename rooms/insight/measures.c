/* measures.c: the definitions: what is counted, and the indicators made of it. One line here is one
 * figure on the pages. */
#include "rooms/insight/insight.h"

const struct insight_counted insight_counted[INSIGHT_MEASURES] = {
    [M_REPORTED] = {"reported", INSIGHT_REPORT, N_("Reports made")},
    [M_VALID] = {"valid", INSIGHT_REPORT, N_("Reports accepted as true")},
    [M_VERIFY_DUE] = {"verify_due", INSIGHT_VERIFY, N_("To be verified")},
    [M_VERIFIED_IN_TIME] = {"verified_in_time", INSIGHT_VERIFY, N_("Verified in time")},
    [M_ACCEPT_DUE] = {"accept_due", INSIGHT_ACCEPT, N_("To be accepted")},
    [M_ACCEPTED] = {"accepted", INSIGHT_ACCEPT, N_("Accepted reports")},
    [M_ACCEPTED_IN_TIME] = {"accepted_in_time", INSIGHT_ACCEPT, N_("Accepted in time")},
    [M_ACCEPTED_RIGHT] = {"accepted_right", INSIGHT_ACCEPT, N_("Accepted and not declined later")},
    [M_ACCEPTED_FILED] = {"accepted_filed", INSIGHT_ACCEPT, N_("Accepted and filed")},
    [M_FILED_OR_HELD] = {"filed_or_held", INSIGHT_FILE, N_("Filed, those on hold included")},
    [M_HELD] = {"held", INSIGHT_FILE, N_("On hold now")},
    [M_FILED] = {"filed", INSIGHT_FILE, N_("Filed")},
    [M_FILED_IN_TIME] = {"filed_in_time", INSIGHT_FILE, N_("Filed in time")},
    [M_FILED_RIGHT] = {"filed_right", INSIGHT_FILE, N_("Filed, and the kind stayed right")},
    [M_FILED_PUBLIC] = {"filed_public", INSIGHT_FILE, N_("Filed on a resident's report")},
    [M_FILED_FOUND] = {"filed_found", INSIGHT_FILE, N_("Found by grid workers, or missed")},
    [M_MISSED] = {"missed", INSIGHT_FILE, N_("Facilities that residents reported first")},
    [M_DISPATCH_DUE] = {"dispatch_due", INSIGHT_DISPATCH, N_("To be dispatched in the period")},
    [M_DISPATCHED] = {"dispatched", INSIGHT_DISPATCH, N_("Dispatched")},
    [M_DISPATCHED_IN_TIME] = {"dispatched_in_time", INSIGHT_DISPATCH, N_("Dispatched in time")},
    [M_DISPATCHED_RIGHT] = {"dispatched_right", INSIGHT_DISPATCH,
                            N_("Dispatched and not sent back")},
    [M_RETURNED] = {"returned", INSIGHT_DISPATCH, N_("Sent back by a unit")},
    [M_HANDLE_DUE] = {"handle_due", INSIGHT_HANDLE, N_("To be handled in the period")},
    [M_HANDLED] = {"handled", INSIGHT_HANDLE, N_("Handled")},
    [M_HANDLED_IN_TIME] = {"handled_in_time", INSIGHT_HANDLE, N_("Handled in time")},
    [M_HANDLED_LATE] = {"handled_late", INSIGHT_HANDLE, N_("Handled late")},
    [M_UNHANDLED_LATE] = {"unhandled_late", INSIGHT_HANDLE, N_("Late and still not handled")},
    [M_EXTENDED] = {"extended", INSIGHT_HANDLE, N_("Given more time")},
    [M_CHECK_DUE] = {"check_due", INSIGHT_CHECK, N_("To be checked in the period")},
    [M_CHECKED_IN_TIME] = {"checked_in_time", INSIGHT_CHECK, N_("Checked in time")},
    [M_CLOSE_DUE] = {"close_due", INSIGHT_CLOSE, N_("To be closed in the period")},
    [M_CLOSED] = {"closed", INSIGHT_CLOSE, N_("Closed cases")},
    [M_CLOSED_IN_TIME] = {"closed_in_time", INSIGHT_CLOSE, N_("Closed in time")},
    [M_REWORKED] = {"reworked", INSIGHT_CLOSE, N_("Done again")},
    [M_ASKED] = {"asked", INSIGHT_WORD, N_("Closed for residents, who were asked")},
    [M_SAID_YES] = {"said_yes", INSIGHT_WORD, N_("Resident: solved")},
    [M_SAID_PARTLY] = {"said_partly", INSIGHT_WORD, N_("Resident: partly solved")},
    [M_SAID_NO] = {"said_no", INSIGHT_WORD, N_("Resident: not solved")},
    [M_SILENT] = {"silent", INSIGHT_WORD, N_("Resident has not answered in time")},
    [M_NOT_SAID] = {"not_said", INSIGHT_WORD, N_("Resident can still answer")},
    [M_REOPENED] = {"reopened", INSIGHT_WORD, N_("Opened again after closing")},
    [M_RATED] = {"rated", INSIGHT_WORD, N_("Rated by the resident")},
    [M_CONTENT] = {"content", INSIGHT_WORD, N_("Rated 4 or 5 of 5")},
};

int insight_measure_find(str code)
{
    for (int i = 0; i < INSIGHT_MEASURES; i++)
        if (str_is(code, insight_counted[i].code))
            return i;
    return -1;
}

const char *const insight_group_labels[INSIGHT_GROUPS] = {N_("What came of it for residents"),
                                                          N_("Was it done in time"),
                                                          N_("Was each step done with care")};

#define SURE_READ   "S*", N_("a published rule of city management")
#define SURE_CITIES "L*", N_("the rules of several cities")
#define SURE_CITY   "L", N_("the rules of one city")
#define SURE_OURS   "U", N_("our own reading, to be made to fit your rules")
#define SURE_ADDED  "+", N_("added here, so that residents are heard")

#define RATIO(code, group, label, above, below, good, words, sure)                                 \
    {                                                                                              \
        code, group, label, INSIGHT_RATIO, above, below, good, words, sure                         \
    }

const struct indicator insight_indicators[] = {
    /* ---- what came of it ---- */
    RATIO("close", INSIGHT_OUTCOMES, N_("Closing rate"), M_CLOSED, M_CLOSE_DUE, INSIGHT_MORE,
          N_("Closed / to be closed in the period, without those put aside"), SURE_READ),
    RATIO("said_yes", INSIGHT_OUTCOMES, N_("Solved, says the resident"), M_SAID_YES, M_ASKED,
          INSIGHT_MORE, N_("Residents who say solved / cases closed for residents"), SURE_ADDED),
    RATIO("said_partly", INSIGHT_OUTCOMES, N_("Partly solved, says the resident"), M_SAID_PARTLY,
          M_ASKED, INSIGHT_NEITHER,
          N_("Residents who say partly solved / cases closed for residents"), SURE_ADDED),
    RATIO("said_no", INSIGHT_OUTCOMES, N_("Not solved, says the resident"), M_SAID_NO, M_ASKED,
          INSIGHT_LESS, N_("Residents who say not solved / cases closed for residents"),
          SURE_ADDED),
    RATIO("silent", INSIGHT_OUTCOMES, N_("No word from the resident"), M_SILENT, M_ASKED,
          INSIGHT_NEITHER,
          N_("No answer within seven days / cases closed for residents. Silence is not "
             "satisfaction."),
          SURE_ADDED),
    RATIO("not_said", INSIGHT_OUTCOMES, N_("The resident can still answer"), M_NOT_SAID, M_ASKED,
          INSIGHT_NEITHER, N_("Seven days are not over / cases closed for residents"), SURE_ADDED),
    RATIO("reopen", INSIGHT_OUTCOMES, N_("Opened again"), M_REOPENED, M_ASKED, INSIGHT_LESS,
          N_("Opened again after closing / cases closed for residents"), SURE_ADDED),
    RATIO("rework", INSIGHT_OUTCOMES, N_("Rework rate"), M_REWORKED, M_CLOSE_DUE, INSIGHT_LESS,
          N_("Done again after a check or the resident's word / to be closed in the period"),
          SURE_CITIES),
    RATIO("content", INSIGHT_OUTCOMES, N_("Satisfaction rate"), M_CONTENT, M_RATED, INSIGHT_MORE,
          N_("Rated 4 or 5 of 5 / rated"), SURE_CITY),
    {"handle_time", INSIGHT_OUTCOMES, N_("Mean time of handling"), INSIGHT_MEAN, M_HANDLED,
     M_HANDLED, INSIGHT_LESS, N_("Sum of the time from dispatch to report back / cases handled"),
     SURE_CITY},
    /* ---- in time ---- */
    RATIO("handle", INSIGHT_TIMES, N_("Handling rate"), M_HANDLED, M_HANDLE_DUE, INSIGHT_MORE,
          N_("Handled / to be handled in the period"), SURE_READ),
    RATIO("handle_in_time", INSIGHT_TIMES, N_("Handled in time"), M_HANDLED_IN_TIME, M_HANDLE_DUE,
          INSIGHT_MORE, N_("Handled within the (extended) limit / to be handled in the period"),
          SURE_READ),
    RATIO("handle_late", INSIGHT_TIMES, N_("Handled late"), M_HANDLED_LATE, M_HANDLE_DUE,
          INSIGHT_LESS, N_("Handled after the limit / to be handled in the period"), SURE_READ),
    RATIO("unhandled_late", INSIGHT_TIMES, N_("Late and not handled"), M_UNHANDLED_LATE,
          M_HANDLE_DUE, INSIGHT_LESS,
          N_("Limit over and not handled / to be handled in the period"), SURE_READ),
    RATIO("close_in_time", INSIGHT_TIMES, N_("Closed in time"), M_CLOSED_IN_TIME, M_CLOSE_DUE,
          INSIGHT_MORE,
          N_("Closed within the limit / to be closed in the period, without those put aside"),
          SURE_READ),
    RATIO("verify_in_time", INSIGHT_TIMES, N_("Verified in time"), M_VERIFIED_IN_TIME, M_VERIFY_DUE,
          INSIGHT_MORE, N_("Verified within the limit / to be verified"), SURE_CITIES),
    RATIO("accept", INSIGHT_TIMES, N_("Acceptance rate"), M_ACCEPTED, M_ACCEPT_DUE, INSIGHT_MORE,
          N_("Accepted / to be accepted, without those refused with a reason"), SURE_CITIES),
    RATIO("accept_in_time", INSIGHT_TIMES, N_("Accepted in time"), M_ACCEPTED_IN_TIME, M_ACCEPTED,
          INSIGHT_MORE, N_("Accepted within the limit / accepted"), SURE_CITIES),
    RATIO("file_in_time", INSIGHT_TIMES, N_("Filed in time"), M_FILED_IN_TIME, M_FILED,
          INSIGHT_MORE, N_("Filed within the limit / filed"), SURE_CITIES),
    RATIO("dispatch", INSIGHT_TIMES, N_("Dispatch rate"), M_DISPATCHED, M_DISPATCH_DUE,
          INSIGHT_MORE, N_("Dispatched / to be dispatched in the period"), SURE_CITIES),
    RATIO("dispatch_in_time", INSIGHT_TIMES, N_("Dispatched in time"), M_DISPATCHED_IN_TIME,
          M_DISPATCH_DUE, INSIGHT_MORE,
          N_("Dispatched within the limit / to be dispatched in the period"), SURE_CITIES),
    RATIO("check_in_time", INSIGHT_TIMES, N_("Checked in time"), M_CHECKED_IN_TIME, M_CHECK_DUE,
          INSIGHT_MORE, N_("Checked within the limit / to be checked in the period"), SURE_CITIES),
    RATIO("extend", INSIGHT_TIMES, N_("Extension rate"), M_EXTENDED, M_HANDLE_DUE, INSIGHT_LESS,
          N_("Given more time / to be handled in the period"), SURE_CITIES),
    /* ---- with care ---- */
    RATIO("valid", INSIGHT_CARE, N_("Valid reports"), M_VALID, M_REPORTED, INSIGHT_NEITHER,
          N_("Reports accepted as true / reports"), SURE_CITIES),
    RATIO("accept_right", INSIGHT_CARE, N_("Accepted rightly"), M_ACCEPTED_RIGHT, M_ACCEPTED,
          INSIGHT_MORE, N_("Accepted and not declined later / accepted"), SURE_CITIES),
    RATIO("file", INSIGHT_CARE, N_("Filing rate"), M_ACCEPTED_FILED, M_ACCEPTED, INSIGHT_NEITHER,
          N_("Filed / accepted"), SURE_CITY),
    RATIO("file_right", INSIGHT_CARE, N_("Filed rightly"), M_FILED_RIGHT, M_FILED, INSIGHT_MORE,
          N_("Filed and the kind never changed after / filed"), SURE_CITIES),
    RATIO("dispatch_right", INSIGHT_CARE, N_("Dispatched rightly"), M_DISPATCHED_RIGHT,
          M_DISPATCH_DUE, INSIGHT_MORE,
          N_("Dispatched and never sent back / to be dispatched in the period"), SURE_CITIES),
    RATIO("return", INSIGHT_CARE, N_("Return rate"), M_RETURNED, M_DISPATCHED, INSIGHT_LESS,
          N_("Sent back by a unit / dispatched"), SURE_OURS),
    RATIO("hold", INSIGHT_CARE, N_("Hold rate"), M_HELD, M_FILED_OR_HELD, INSIGHT_LESS,
          N_("On hold now / filed, those on hold included"), SURE_OURS),
    RATIO("public", INSIGHT_CARE, N_("Filed on residents' reports"), M_FILED_PUBLIC, M_FILED,
          INSIGHT_NEITHER, N_("Filed on a resident's report / filed"), SURE_CITY),
    RATIO("missed", INSIGHT_CARE, N_("Seen by residents first"), M_MISSED, M_FILED_FOUND,
          INSIGHT_LESS,
          N_("Facilities that a resident and no grid worker reported / those and what grid workers "
             "reported"),
          SURE_OURS),
};
const int insight_n_indicators = COUNT(insight_indicators);

int insight_find(str code)
{
    for (int i = 0; i < insight_n_indicators; i++)
        if (str_is(code, insight_indicators[i].code))
            return i;
    return -1;
}

struct insight_value insight_value(const struct indicator *i, const struct insight_figures *f)
{
    struct insight_value v = {.above = f->count[i->above], .below = f->count[i->below]};
    if (i->kind == INSIGHT_MEAN) {
        enum insight_step s = insight_counted[i->above].step;
        v.above = f->took_ms[s];
        v.below = f->took_n[s];
    }
    v.empty = v.below <= 0;
    if (v.empty)
        return v;
    if (i->kind == INSIGHT_MEAN)
        v.mean_ms = v.above / v.below;
    else
        v.permille = (v.above * 2000 + v.below) / (2 * v.below);
    return v;
}
