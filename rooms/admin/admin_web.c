/* admin_web: the entry for each of the three administrators, and the routes. */
#include "rooms/admin/admin_html.h"
#include "rooms/admin/admin_own.h"
#include "rooms/admin/config_own.h"
#include "rooms/admin/grid_own.h"

enum err admin_home(struct req *rq)
{
    static const char *const acts[] = {ACT_SYSTEM_ORGS,       ACT_SYSTEM_CONFIG,
                                       ACT_SECURITY_ACCOUNTS, ACT_SECURITY_UNMASKED,
                                       ACT_AUDIT_FACTS,       ACT_AUDIT_ACCESS};
    for (size_t i = 0; i < COUNT(acts); i++)
        if (may_somewhere(rq->cx, acts[i])) {
            admin_html_home(rq->page);
            return OK;
        }
    return ERR_NOT_FOUND;
}

static const struct route routes[] = {
    {GET, "/admin", admin_home, ACT_SIGNED_IN},
    {GET, "/admin/orgs", admin_org_list, ACT_SYSTEM_ORGS},
    {POST, "/admin/orgs", admin_org_add, ACT_SYSTEM_ORGS},
    {GET, "/admin/new-org", admin_org_new, ACT_SYSTEM_ORGS},
    {GET, "/admin/orgs/:code", admin_org_show, ACT_SYSTEM_ORGS},
    {POST, "/admin/orgs/:code", admin_org_change, ACT_SYSTEM_ORGS},
    {GET, "/admin/accounts", admin_account_list, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/accounts", admin_account_add, ACT_SECURITY_ACCOUNTS, ROUTE_SLOW},
    {GET, "/admin/new-account", admin_account_new, ACT_SECURITY_ACCOUNTS},
    {GET, "/admin/accounts/:login", admin_account_show, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/accounts/:login/reset", admin_account_reset, ACT_SECURITY_ACCOUNTS, ROUTE_SLOW},
    {POST, "/admin/accounts/:login/disable", admin_account_disable, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/accounts/:login/enable", admin_account_enable, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/accounts/:login/unlock", admin_account_unlock, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/accounts/:login/posts", admin_post_give, ACT_SECURITY_POSTS},
    {POST, "/admin/accounts/:login/posts/end", admin_post_end, ACT_SECURITY_POSTS},
    {GET, "/admin/tokens", admin_token_list, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/tokens", admin_token_add, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/tokens/revoke", admin_token_revoke, ACT_SECURITY_ACCOUNTS},
    {GET, "/admin/roles", admin_role_list, ACT_SECURITY_ROLES},
    {GET, "/admin/unmasked", admin_unmasked_list, ACT_SECURITY_UNMASKED},
    {GET, "/admin/audit", admin_fact_list, ACT_AUDIT_FACTS},
    {GET, "/admin/audit/access", admin_access_list, ACT_AUDIT_ACCESS},
    {GET, "/admin/audit/desks", admin_desk_list, ACT_AUDIT_ACCESS},
    {GET, "/admin/categories", admin_category_list, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories", admin_category_add, ACT_SYSTEM_CONFIG},
    {GET, "/admin/new-category", admin_category_new, ACT_SYSTEM_CONFIG},
    {GET, "/admin/categories/:code", admin_category_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code", admin_category_change, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code/withdraw", admin_category_withdraw, ACT_SYSTEM_CONFIG},
    {GET, "/admin/categories/:code/questions", admin_question_list, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code/questions", admin_question_save, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code/questions/order", admin_question_order, ACT_SYSTEM_CONFIG},
    {GET, "/admin/categories/:code/limits", admin_limit_list, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code/limits", admin_limit_set, ACT_SYSTEM_CONFIG},
    {POST, "/admin/categories/:code/limits/clear", admin_limit_clear, ACT_SYSTEM_CONFIG},
    {GET, "/admin/flows", admin_flow_list, ACT_SYSTEM_CONFIG},
    {POST, "/admin/flows", admin_flow_check, ACT_SYSTEM_CONFIG, .flags = ROUTE_FILES,
     .max_body = 2 << 20},
    {GET, "/admin/new-flow", admin_flow_new, ACT_SYSTEM_CONFIG},
    {POST, "/admin/flows/:flow/current", admin_flow_again, ACT_SYSTEM_CONFIG},
    {GET, "/admin/flows/:flow", admin_flow_show, ACT_SYSTEM_CONFIG},
    {GET, "/admin/rooms", admin_rooms_show, ACT_SYSTEM_CONFIG},
    {GET, "/admin/rooms/:place", admin_rooms_show, ACT_SYSTEM_CONFIG},
    {GET, "/admin/rooms/:place/:room", admin_room_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/rooms/:place/:room", admin_room_switch, ACT_SYSTEM_CONFIG},
    {GET, "/admin/grids", admin_grid_places, ACT_SYSTEM_CONFIG},
    {GET, "/admin/grids/:place", admin_grid_list, ACT_SYSTEM_CONFIG},
    {POST, "/admin/grids/:place", admin_grid_add, ACT_SYSTEM_CONFIG},
    {GET, "/admin/grid-file/:place", admin_grid_download, ACT_SYSTEM_CONFIG},
    {GET, "/admin/grid-plan/:place", admin_grid_draft, ACT_SYSTEM_CONFIG},
    {POST, "/admin/grid-plan/:place", admin_grid_check, ACT_SYSTEM_CONFIG, .flags = ROUTE_FILES,
     .max_body = 12 << 20},
    {GET, "/admin/grids/:place/:grid", admin_grid_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/grids/:place/:grid", admin_grid_change, ACT_SYSTEM_CONFIG},
    {POST, "/admin/grids/:place/:grid/retire", admin_grid_retire, ACT_SYSTEM_CONFIG},
    {GET, "/admin/looks", admin_look_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/looks", admin_look_set, ACT_SYSTEM_CONFIG},
    {GET, "/admin/calendar", admin_calendar_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/calendar/days", admin_calendar_put, ACT_SYSTEM_CONFIG},
    {POST, "/admin/calendar/days/drop", admin_calendar_drop, ACT_SYSTEM_CONFIG},
    {POST, "/admin/calendar/hours", admin_calendar_hours, ACT_SYSTEM_CONFIG},
    {0},
};

const struct room admin_room = {.name = "admin", .routes = routes};
