import { fields } from "@mail/core/common/record";
import { Store } from "@mail/core/common/store_service";
import { Thread } from "@mail/core/common/thread_model";
import { ThreadAction } from "@mail/core/common/thread_actions";
import { DiscussApp } from "@mail/core/public_web/discuss_app_model";
import { MessagingMenu } from "@mail/core/public_web/messaging_menu";
import { DiscussAppCategory } from "@mail/discuss/core/public_web/discuss_app_category_model";
import { compareDatetime } from "@mail/utils/common/misc";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

export const TYPE = "whatsapp";
const ACTIONS = ["fold-chat-window", "close", "expand-discuss", "notification-settings"];

patch(Store.prototype, {
    setup() {
        super.setup(...arguments);
        this.has_whatsapp_desk = false;
        /** what time it is, for what is counted in minutes */
        this.whatsappClock = Date.now();
        /** @type {"all"|"mine"|"free"|"waiting"} which conversations the list shows */
        this.whatsappFilter = "all";
    },
    tabToThreadType(tab) {
        return tab === TYPE ? [TYPE] : super.tabToThreadType(tab);
    },
});

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {{ agent: {id: number, name: string}|false, waiting_since: string|false, answer_by: string|false, open: boolean }|undefined} */
        this.whatsapp = fields.Attr(undefined);
    },
    get isWhatsapp() {
        return this.channel_type === TYPE;
    },
    get isChatChannel() {
        return this.isWhatsapp || super.isChatChannel;
    },
    get supportsCustomChannelName() {
        return !this.isWhatsapp && super.supportsCustomChannelName;
    },
    get hasAttachmentPanel() {
        return !this.isWhatsapp && super.hasAttachmentPanel;
    },
    get avatarUrl() {
        return this.isWhatsapp ? "/clinic_whatsapp/static/src/desk/person.svg" : super.avatarUrl;
    },
    get whatsappMine() {
        return this.whatsapp?.agent && this.whatsapp.agent.id === this.store.self?.main_user_id?.id;
    },
    /** What is nobody's, or one's own, calls; what a colleague attends does not. */
    get inChathubOnNewMessage() {
        if (this.isWhatsapp) {
            return Boolean(this.whatsappMine) && super.inChathubOnNewMessage;
        }
        return super.inChathubOnNewMessage;
    },
    get notifyWhenOutOfFocus() {
        if (this.isWhatsapp) {
            return !this.whatsapp?.agent || Boolean(this.whatsappMine);
        }
        return super.notifyWhenOutOfFocus;
    },
    computeCorrespondent() {
        return this.isWhatsapp ? undefined : super.computeCorrespondent();
    },
    _computeDiscussAppCategory() {
        return this.isWhatsapp
            ? this.store.discuss.whatsapp
            : super._computeDiscussAppCategory();
    },
    _computeDisplayInSidebar() {
        const shown = super._computeDisplayInSidebar();
        return this.isWhatsapp ? shown && this.whatsapp?.open !== false : shown;
    },
    setAsDiscussThread() {
        super.setAsDiscussThread(...arguments);
        if (this.isWhatsapp && this.store.env.services.ui.isSmall) {
            this.store.discuss.activeTab = TYPE;
        }
    },
});

patch(ThreadAction.prototype, {
    /** Calls, invitations, files and search belong to what is said in Discuss itself. */
    get condition() {
        if (this.threadFn()?.isWhatsapp && !ACTIONS.includes(this.id)) {
            return false;
        }
        return super.condition;
    },
});

patch(DiscussApp.prototype, {
    setup() {
        super.setup(...arguments);
        this.whatsapp = fields.One("DiscussAppCategory", {
            compute() {
                if (!this.store.has_whatsapp_desk) {
                    return null;
                }
                return {
                    extraClass: "o_whatsapp_category",
                    icon: "fa fa-whatsapp",
                    id: TYPE,
                    name: _t("WhatsApp"),
                    sequence: 5,
                };
            },
            eager: true,
        });
    },
});

patch(DiscussAppCategory.prototype, {
    sortThreads(t1, t2) {
        if (this.id === TYPE) {
            return compareDatetime(t2.lastInterestDt, t1.lastInterestDt) || t2.id - t1.id;
        }
        return super.sortThreads(t1, t2);
    },
});

patch(MessagingMenu.prototype, {
    get _tabs() {
        const items = super._tabs;
        if (this.store.has_whatsapp_desk) {
            const threads = this.store.discuss.whatsapp?.threads ?? [];
            items.push({
                counter: threads.filter((t) => t.self_member_id?.message_unread_counter > 0).length,
                id: TYPE,
                icon: "fa fa-whatsapp",
                activeIcon: "fa fa-whatsapp",
                label: _t("WhatsApp"),
                sequence: 10,
            });
        }
        return items;
    },
});
