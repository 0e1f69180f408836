;;; Gnus without a screen: one mail is read and answered, forwarded, or a new one written.
;;; ACTION (new | reply | at-point | forward), MESSAGE-ID, TO, SUBJECT and EDITOR are set by the caller.

(require 'gnus)
(require 'gnus-sum)
(require 'gnus-msg)
(require 'message)
(require 'smtpmail)
(require 'nnimap)

(setq user-full-name lc-name
      user-mail-address lc-address
      auth-sources (list (expand-file-name "authinfo" lc-folder))
      network-security-level 'low
      gnutls-verify-error nil
      nsm-settings-file (expand-file-name "nsm" lc-folder)
      gnus-message-highlight-citation nil
      shr-width 100 ; there is no window whose width counts
      shr-use-fonts nil
      gnus-verbose 3
      gnus-interactive-exit nil
      gnus-expert-user t
      gnus-novice-user nil
      gnus-read-active-file t
      gnus-large-newsgroup nil
      gnus-use-dribble-file nil
      gnus-save-newsrc-file nil
      gnus-gcc-mark-as-read t
      gnus-message-archive-group nil
      gnus-startup-file (expand-file-name "newsrc" lc-folder)
      gnus-directory (expand-file-name "news/" lc-folder)
      message-directory (expand-file-name "mail/" lc-folder)
      message-auto-save-directory nil
      message-signature t
      message-signature-file (expand-file-name "signature" lc-folder)
      message-send-mail-function 'smtpmail-send-it
      message-kill-buffer-on-exit t
      message-confirm-send nil
      message-interactive t
      smtpmail-smtp-server "127.0.0.1"
      smtpmail-smtp-service lc-smtp
      smtpmail-smtp-user lc-address
      smtpmail-stream-type 'starttls
      mail-host-address "example.test"
      gnus-select-method `(nnimap "127.0.0.1"
                                  (nnimap-address "127.0.0.1")
                                  (nnimap-server-port ,lc-imap)
                                  (nnimap-stream tls)
                                  (nnimap-user ,lc-address)))

(make-directory (expand-file-name "news" lc-folder) t)

(defun lc-type ()
  "Run the editor over the body of the draft."
  (let ((file (expand-file-name "draft" lc-folder))
        (coding-system-for-write 'utf-8)
        (coding-system-for-read 'utf-8))
    (message-goto-body)
    (write-region (point) (point-max) file nil 'quiet)
    (unless (zerop (call-process-shell-command (concat lc-editor " " file)))
      (princ (buffer-substring-no-properties (point) (point-max)) #'external-debugging-output)
      (error "The editor failed"))
    (delete-region (point) (point-max))
    (insert-file-contents file)))

(defun lc-open ()
  "The summary of INBOX, with the wanted article shown."
  (gnus-no-server)
  (gnus-group-read-ephemeral-group "INBOX" gnus-select-method)
  (set-buffer gnus-summary-buffer)
  (let ((wanted (seq-find (lambda (header) (equal (mail-header-id header) (concat "<" lc-message-id ">")))
                          gnus-newsgroup-headers)))
    (unless wanted (error "No such article"))
    (gnus-summary-goto-article (mail-header-number wanted) nil t)))

(pcase lc-action
  ("new" (message-mail lc-to lc-subject) (lc-type))
  ("reply" (lc-open) (gnus-summary-reply-with-original nil) (lc-type))
  ("at-point" (lc-open) (gnus-summary-reply-with-original nil) (insert lc-words "\n"))
  ("forward" (lc-open)
   (setq message-forward-as-mime nil)
   (gnus-summary-mail-forward)
   (message-goto-to) (insert lc-to) (lc-type)))
(message-send)
