import { ChatWindow } from "@mail/core/common/chat_window";
import { DiscussContent } from "@mail/core/public_web/discuss_content";

import { WhatsappConversation } from "./conversation";

Object.assign(DiscussContent.components, { WhatsappConversation });
Object.assign(ChatWindow.components, { WhatsappConversation });
